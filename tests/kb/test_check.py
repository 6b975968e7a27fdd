"""Practice files are checked each by itself and all together; a faulty one stops no other."""

from __future__ import annotations

from pathlib import Path

from kb.check import check_files
from kb.model import Practice
from kb.practice_file import write_practice


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


def test_practices_do_not_share_their_words(tmp_path: Path, three: list[Practice]) -> None:
    words = " ".join(f"word{letter}" for letter in "abcdefghijklmno")
    for practice in three[:2]:
        sections = {**practice.sections, "context": f"{practice.sections['context']} {words}."}
        _written(tmp_path / practice.country.lower(), practice.model_copy(update={"sections": sections}))
    sound, found = check_files([tmp_path])
    assert [practice.id for practice in sound] == [three[0].id]
    [fault] = map(str, found)
    assert f"sections.context: has words of {three[0].id}: “{words} …”" in fault
