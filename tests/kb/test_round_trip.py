"""The file of a practice says all that the practice says: writing and reading again loses nothing."""

from __future__ import annotations

from hypothesis import given, settings

from kb.model import Practice
from kb.practice_file import read_practice, write_practice
from tests.conftest import CASES
from tests.strategies import practices

FILES = sorted(CASES.rglob("*.md"))


@given(practices())
def test_what_is_written_reads_back(practice: Practice) -> None:
    written = write_practice(practice)
    again = read_practice(written).practice
    assert again == practice
    assert again.model_dump_json() == practice.model_dump_json()
    assert write_practice(again) == written


@settings(max_examples=30)
@given(practices())
def test_a_written_file_survives_the_disk_and_editors_of_other_systems(practice: Practice) -> None:
    written = write_practice(practice)
    for form in (written, written.replace("\n", "\r\n"), "\ufeff" + written, written + "\n\n"):
        assert read_practice(form.encode().decode()).practice == practice
