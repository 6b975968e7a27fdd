"""Every row of the record has its place in one theme."""

from __future__ import annotations

import pytest

from kb.errors import UsageError
from kb.themes import check_themes, rows_of, themes
from kb.vocabulary import scheme


def test_the_themes_hold_every_row_once() -> None:
    rows = [row for theme in themes().values() for row in theme.rows]
    assert sorted(rows) == sorted(scheme("row").terms)
    assert list(rows_of(list(themes()))) == rows


def test_an_unknown_theme_names_the_nearest() -> None:
    assert check_themes(["law", "financing", "law"]) == ("law", "financing")
    with pytest.raises(UsageError, match="did you mean 'financing'"):
        check_themes(["finance"])
