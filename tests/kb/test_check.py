"""The rules of publication: a sound case breaks none of them, and each is held to by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.check import MIRRORS, RuleError, check_files, faults, require_publishable
from kb.model import Practice
from kb.practice_file import write_practice

Change = Callable[[dict[str, Any]], Any]

TWENTY_SIX = " ".join(["word"] * 26)


def changed(practice: Practice, change: Change) -> Practice:
    data = practice.model_dump(mode="json")
    change(data)
    return Practice.model_validate(data)


def _same_words(data: dict[str, Any]) -> None:
    data["summary"]["id"] = data["summary"]["en"]


def _same_words_of_a_fact(data: dict[str, Any]) -> None:
    data["facts"]["payers"]["text"]["id"] = data["facts"]["payers"]["text"]["en"]


def _repealed(data: dict[str, Any]) -> None:
    data["status"] = "repealed"


def _proposed(data: dict[str, Any]) -> None:
    data["status"] = "proposed"
    data["events"][0]["type"] = "enacted"


RULES: list[tuple[str, Change, str, str]] = [
    ("code of another row", lambda d: d["facts"]["payers"].update(codes=["workr"]), "facts.payers.codes.0", "'worker'"),
    (
        "row without codes",
        lambda d: d["facts"]["institution"].update(codes=["x"]),
        "facts.institution.codes.0",
        "takes no codes",
    ),
    (
        "fact cites nothing known",
        lambda d: d["facts"]["payers"].update(cites=["s99"]),
        "facts.payers.cites",
        "cites 's99'",
    ),
    ("event cites nothing known", lambda d: d["events"][1].update(cites=["s99"]), "events.1.cites", "cites 's99'"),
    ("result cites nothing known", lambda d: d["results"][0].update(cites=["s99"]), "results.0.cites", "cites 's99'"),
    (
        "section cites nothing known",
        lambda d: d["sections"].update(context="x [^s99]"),
        "sections.context",
        "cites 's99'",
    ),
    (
        "section cites no id",
        lambda d: d["sections"].update(context="x [^a-note]"),
        "sections.context",
        "cites 'a-note'",
    ),
    ("source cited nowhere", lambda d: d["sources"].update(s98=d["sources"]["s1"]), "sources.s98", "is cited nowhere"),
    ("one language twice", _same_words, "summary", "write the Indonesian text"),
    ("one language twice in a fact", _same_words_of_a_fact, "facts.payers.text", "write the Indonesian text"),
    (
        "fact after it was verified",
        lambda d: d["facts"]["payers"].update(as_of="2030-01"),
        "facts.payers.as_of",
        "later than",
    ),
    (
        "result after it was verified",
        lambda d: d["results"][0].update(date="2030"),
        "results.0.date",
        "later than verified_on",
    ),
    (
        "read before published",
        lambda d: d["sources"]["s1"].update(published="2030"),
        "sources.s1.published",
        "later than accessed",
    ),
    (
        "copy of a page",
        lambda d: d["sources"]["s1"].update(url="https://www.scribd.com/d/1"),
        "sources.s1.url",
        "not the publisher",
    ),
    (
        "copy of a page below",
        lambda d: d["sources"]["s1"].update(url="http://id.wikipedia.org/w"),
        "sources.s1.url",
        "wikipedia",
    ),
    (
        "section left out",
        lambda d: d["sections"].pop("what-did-not-work"),
        "sections",
        "'what-did-not-work' is missing",
    ),
    ("row left out", lambda d: d["facts"].pop("institution"), "facts", "'institution' is missing"),
    ("repealed without an event", _repealed, "status", "add an event of type 'repealed'"),
    ("proposed after it was enacted", _proposed, "status", "is 'proposed', but"),
    (
        "long quotation",
        lambda d: d["sections"].update(context=f'He said "{TWENTY_SIX}".'),
        "sections.context",
        "quotes 26 words",
    ),
    (
        "long quotation in a fact",
        lambda d: d["facts"]["payers"]["text"].update(en=f"“{TWENTY_SIX}”"),
        "facts.payers.text.en",
        "26",
    ),
]


@pytest.mark.parametrize(("change", "where", "says"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_a_broken_rule_is_named_where_it_is_broken(case: Practice, change: Change, where: str, says: str) -> None:
    assert faults(case) == []
    broken = changed(case, change)
    found = [(".".join(map(str, location)), message) for location, message in faults(broken)]
    assert any(location == where and says in message for location, message in found), found
    with pytest.raises(RuleError, match=f"^{case.id}: ") as caught:
        require_publishable(broken)
    assert len(str(caught.value).split("\n")) == len(found)


def test_no_rule_is_broken_by_what_is_allowed(case: Practice) -> None:
    def allowed(data: dict[str, Any]) -> None:
        data["title"] = {"en": "Same name", "id": "Same name"}  # short names may be the same
        data["facts"]["payers"]["as_of"] = data["verified_on"]
        data["sections"]["context"] += f' "{" ".join(["word"] * 25)}" and "{" ".join(["word"] * 25)}".'
        data["sources"]["s1"]["url"] = "https://notscribd.com/d/1"
        data["status"] = "repealed"
        data["events"][-1]["type"] = "ruled"

    assert faults(changed(case, allowed)) == []


def test_guidance_needs_less(case: Practice) -> None:
    def guidance(data: dict[str, Any]) -> None:
        data["kind"] = "guidance"
        data["facts"].pop("institution")
        kept = {key: text for key, text in data["sections"].items() if key in ("context", "what-was-done")}
        kept["context"] += " ".join(f"[^{source}]" for source in data["sources"])
        data["sections"] = kept

    assert faults(changed(case, guidance)) == []


def test_every_mirror_is_a_host_name() -> None:
    assert list(MIRRORS) == sorted(set(MIRRORS))
    assert all("." in host and not host.startswith("www.") for host in MIRRORS)


def _written(folder: Path, practice: Practice, name: str = "") -> Path:
    path = folder / (name or f"{practice.id}.md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_practice(practice), encoding="utf-8")
    return path


def test_files_are_named_after_what_they_hold(tmp_path: Path, case: Practice) -> None:
    path = _written(tmp_path / "idn", case, "other.md")
    sound, found = check_files([path])
    assert sound == []
    assert [str(fault) for fault in found] == [
        f"{path}:2: id: is {case.id!r}, but the file is 'other.md'; make them equal"
    ]
    path = _written(tmp_path / "mys", case)
    assert "country: is IDN, but the folder is 'mys'" in str(check_files([path])[1])


def test_an_id_is_used_once(tmp_path: Path, case: Practice) -> None:
    first, second = _written(tmp_path / "a" / "idn", case), _written(tmp_path / "b" / "idn", case)
    sound, found = check_files([tmp_path])
    assert [practice.id for practice in sound] == [case.id]
    assert [str(fault) for fault in found] == [f"{second}:2: id: {case.id!r} is also in {first}; an id is used once"]


def test_a_file_named_twice_is_read_once(tmp_path: Path, case: Practice) -> None:
    path = _written(tmp_path / "idn", case)
    sound, found = check_files([path, tmp_path, path.parent, path])
    assert [practice.id for practice in sound] == [case.id]
    assert found == []


def test_a_faulty_file_stops_no_other(tmp_path: Path, three: list[Practice]) -> None:
    for practice in three:
        _written(tmp_path / practice.country.lower(), practice)
    (tmp_path / "idn" / "a-broken.md").write_text("no practice")
    sound, found = check_files([tmp_path])
    assert {practice.id for practice in sound} == {practice.id for practice in three}
    assert [Path(fault.path).name for fault in found] == ["a-broken.md"]
