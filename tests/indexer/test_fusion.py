"""Fusion: what both lists know comes before what neither does, and no score of one list drowns the other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fusion import by_contrast, reciprocal_rank, weighted_sum

METHODS = [reciprocal_rank, weighted_sum]
Method = Callable[..., dict[int, float]]

scores = st.dictionaries(st.integers(0, 30), st.floats(-50, 50), max_size=12)


@pytest.mark.parametrize("method", METHODS)
@given(first=scores, second=scores)
def test_whatever_one_list_found_is_kept(method: Method, first: dict[int, float], second: dict[int, float]) -> None:
    fused = method([first, second], [0.6, 0.4])
    assert fused.keys() == first.keys() | second.keys()
    assert all(0 <= score <= 1 for score in fused.values())
    assert fused == method([second, first], [0.4, 0.6])


@pytest.mark.parametrize("method", METHODS)
@given(one=scores)
def test_a_single_list_keeps_its_order(method: Method, one: dict[int, float]) -> None:
    fused = method([one, {}], [0.6, 0.4])
    ranked = sorted(one, key=lambda key: (-one[key], key))
    assert all(fused[before] >= fused[after] for before, after in pairwise(ranked))


@pytest.mark.parametrize("method", METHODS)
@given(first=scores, second=scores, factor=st.sampled_from([0.5, 2.0, 1024.0]))
def test_the_size_of_scores_does_not_matter(
    method: Method, first: dict[int, float], second: dict[int, float], factor: float
) -> None:
    scaled = {key: score * factor for key, score in second.items()}
    fused, again = method([first, second], [0.6, 0.4]), method([first, scaled], [0.6, 0.4])
    assert again == pytest.approx(fused, abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_best_of_both_is_best(method: Method) -> None:
    fused = method([{1: 0.9, 2: 0.8, 3: 0.1}, {1: 12.0, 4: 11.0, 3: 2.0}], [0.5, 0.5])
    assert max(fused, key=lambda key: fused[key]) == 1


@pytest.mark.parametrize("method", METHODS)
def test_no_lists_give_nothing(method: Method) -> None:
    assert method([], []) == {}
    assert method([{}, {}], [0.5, 0.5]) == {}
    with pytest.raises(ValueError, match="zip"):
        method([{}], [0.5, 0.5])


def test_reciprocal_rank_by_hand() -> None:
    fused = reciprocal_rank([{7: 3.0, 8: 2.0}, {8: 1.0}], [1, 0.5], damping=60)
    assert fused == pytest.approx({7: 1 / 61, 8: 1 / 62 + 0.5 / 61})


def test_weighted_sum_by_hand() -> None:
    fused = weighted_sum([{1: 10.0, 2: 5.0, 3: 0.0}, {2: 4.0}], [0.6, 0.4])
    assert fused == pytest.approx({1: 0.6, 2: 0.3 + 0.4, 3: 0.0})


cosines = st.dictionaries(st.integers(0, 30), st.floats(-1, 1), max_size=30)
shares = st.dictionaries(st.integers(0, 30), st.floats(0.001, 1.2), max_size=30)
chances = st.floats(0, 0.9)


@given(near=cosines, words=shares, chance=chances)
def test_by_contrast_keeps_whatever_one_side_found(
    near: dict[int, float], words: dict[int, float], chance: float
) -> None:
    assert by_contrast(near, words, 0.15, chance).keys() == near.keys() | words.keys()


@given(one=cosines, words=shares, chance=chances)
def test_by_contrast_one_side_alone_keeps_its_order(
    one: dict[int, float], words: dict[int, float], chance: float
) -> None:
    for fused, given_scores in (
        (by_contrast(one, {}, 0.15, chance), one),
        (by_contrast({}, words, 0.15, chance), words),
    ):
        ranked = sorted(given_scores, key=lambda key: (-given_scores[key], key))
        assert all(fused[before] >= fused[after] for before, after in pairwise(ranked))


def test_words_that_all_passages_share_decide_less_than_words_of_one() -> None:
    near = {1: 0.90, 2: 0.88, **dict.fromkeys(range(3, 30), 0.84)}
    common = {2: 0.52, **dict.fromkeys(range(3, 30), 0.5)}
    rare = {2: 0.52, **dict.fromkeys(range(3, 30), 0.1)}
    first = {
        name: max(fused, key=lambda key: fused[key])
        for name, fused in (
            ("common", by_contrast(near, common, 0.15, 0.8)),
            ("rare", by_contrast(near, rare, 0.15, 0.8)),
        )
    }
    assert first == {"common": 1, "rare": 2}


def test_by_contrast_by_hand() -> None:
    near, words = {7: 0.9, 8: 0.85}, {8: 0.25}
    trust, weight = 0.5, 0.15 / 0.5
    assert by_contrast(near, words, 0.15, 0.8) == pytest.approx({7: trust * 0.5, 8: trust * 0.25 + weight * 0.25})
