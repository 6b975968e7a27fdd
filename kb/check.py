"""The rules a practice must meet to be published, beyond the shape that the model holds it to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from kb.errors import KbError
from kb.model import SECTIONS, Practice, row_code_faults
from kb.practice_file import CITATION, Fault, Location, PracticeFile, PracticeFileError, load_practice
from kb.text import LocalText

REQUIRED_SECTIONS = {"measure": SECTIONS, "institutional": SECTIONS, "guidance": ("context", "what-was-done")}
REQUIRED_ROWS = {"measure": ("legal-basis", "branches"), "institutional": ("institution",), "guidance": ()}
MAX_QUOTATION_WORDS = 25

# Copies of other people's pages: a source is cited where its publisher keeps it.
MIRRORS = (
    "12ft.io",
    "academia.edu",
    "archive.ph",
    "coursehero.com",
    "docplayer.net",
    "documents.pub",
    "dokumen.pub",
    "googleusercontent.com",
    "issuu.com",
    "pdfcoffee.com",
    "readkong.com",
    "scribd.com",
    "slideplayer.com",
    "slideshare.net",
    "studocu.com",
    "translate.goog",
    "vdocuments.net",
    "vdocuments.us",
    "wikipedia.org",
    "yumpu.com",
)

Finding = tuple[Location, str]


class RuleError(KbError):
    """A practice that may not be published yet; the message has one line for each fault."""


def faults(practice: Practice) -> list[Finding]:
    """Return (location, message) of everything that stands against publication; empty when nothing does."""
    rules = (row_code_faults, _citations, _languages, _dates, _sources, _completeness, _status, _quotations)
    return [finding for rule in rules for finding in rule(practice)]


def require_publishable(practice: Practice) -> None:
    """Raise `RuleError` unless the practice meets every rule."""
    found = faults(practice)
    if found:
        lines = (f"{practice.id}: {'.'.join(map(str, location))}: {message}" for location, message in found)
        raise RuleError("\n".join(lines))


def check_files(paths: Iterable[Path]) -> tuple[list[Practice], list[Fault]]:
    """Read and check practice files and folders of them; return the sound practices and every fault found."""
    sound: list[Practice] = []
    found: list[Fault] = []
    seen: dict[str, str] = {}
    for path in practice_paths(paths):
        try:
            file = load_practice(path)
        except PracticeFileError as error:
            found.extend(error.faults)
            continue
        of_file = [file.fault(location, message) for location, message in faults(file.practice)]
        of_file += _file_faults(file, path, seen)
        found.extend(sorted(of_file, key=lambda fault: fault.line))
        if not of_file:
            sound.append(file.practice)
    return sound, found


def practice_paths(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the practice files among `paths`, and below those that are folders, each once and in a stable order."""
    seen: set[Path] = set()
    for path in paths:
        for file in sorted(path.rglob("*.md")) if path.is_dir() else [path]:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _file_faults(file: PracticeFile, path: Path, seen: dict[str, str]) -> Iterator[Fault]:
    practice = file.practice
    if path.stem != practice.id:
        yield file.fault(("id",), f"is {practice.id!r}, but the file is {path.name!r}; make them equal")
    if practice.id in seen:
        yield file.fault(("id",), f"{practice.id!r} is also in {seen[practice.id]}; an id is used once")
    seen.setdefault(practice.id, str(path))
    if path.parent.name not in (practice.country.lower(), ""):
        yield file.fault(("country",), f"is {practice.country}, but the folder is {path.parent.name!r}")


def _citations(practice: Practice) -> Iterator[Finding]:
    cited: set[str] = set()
    for location, cites in _cite_lists(practice):
        for source in cites:
            cited.add(source)
            if source not in practice.sources:
                yield location, f"cites {source!r}, which is not among the sources ({', '.join(practice.sources)})"
    for source in practice.sources:
        if source not in cited:
            yield ("sources", source), "is cited nowhere; cite it or remove it"


def _cite_lists(practice: Practice) -> Iterator[tuple[Location, tuple[str, ...]]]:
    for row, fact in practice.facts.items():
        yield ("facts", row, "cites"), fact.cites
    for number, event in enumerate(practice.events):
        yield ("events", number, "cites"), event.cites
    for number, result in enumerate(practice.results):
        yield ("results", number, "cites"), result.cites
    for section, text in practice.sections.items():
        yield ("sections", section), tuple(re.findall(CITATION, text))


def _languages(practice: Practice) -> Iterator[Finding]:
    texts: list[tuple[Location, LocalText]] = [(("title",), practice.title), (("summary",), practice.summary)]
    texts += [(("facts", row, "text"), fact.text) for row, fact in practice.facts.items() if fact.text]
    for location, text in texts:
        if len(text.en) > 20 and text.en == text.id:
            yield location, "English and Indonesian are the same; write the Indonesian text"


def _dates(practice: Practice) -> Iterator[Finding]:
    verified = practice.verified_on.isoformat()
    for row, fact in practice.facts.items():
        if fact.as_of and fact.as_of > verified:
            yield ("facts", row, "as_of"), f"{fact.as_of} is later than verified_on {verified}"
    for number, result in enumerate(practice.results):
        if result.date > verified:
            yield ("results", number, "date"), f"{result.date} is later than verified_on {verified}"
    for name, source in practice.sources.items():
        if source.published and source.published > source.accessed.isoformat():
            yield ("sources", name, "published"), f"{source.published} is later than accessed {source.accessed}"


def _sources(practice: Practice) -> Iterator[Finding]:
    for name, source in practice.sources.items():
        host = (urlsplit(source.url).hostname or "").removeprefix("www.")
        if any(host == mirror or host.endswith(f".{mirror}") for mirror in MIRRORS):
            yield ("sources", name, "url"), f"{host} is not the publisher's own site; cite the publisher"


def _completeness(practice: Practice) -> Iterator[Finding]:
    for section in REQUIRED_SECTIONS[practice.kind]:
        if section not in practice.sections:
            yield ("sections",), f"section {section!r} is missing; say what is not known rather than leave it out"
    for row in REQUIRED_ROWS[practice.kind]:
        if row not in practice.facts:
            yield ("facts",), f"row {row!r} is missing; a {practice.kind} needs it, if only as not_reported: true"


def _status(practice: Practice) -> Iterator[Finding]:
    """Hold the status to the events that it follows from."""
    ends = {"repealed": {"repealed", "ruled"}, "rejected": {"rejected"}}
    types = {event.type for event in practice.events}
    needed = ends.get(practice.status)
    if needed and not types & needed:
        yield ("status",), f"is {practice.status!r}, but no event says so; add an event of type {sorted(needed)[0]!r}"
    if practice.status == "proposed" and types & {"in-force", "enacted"}:
        yield ("status",), "is 'proposed', but an event says that it was enacted or in force"


def _quotations(practice: Practice) -> Iterator[Finding]:
    texts: list[tuple[Location, str]] = [(("sections", name), text) for name, text in practice.sections.items()]
    for row, fact in practice.facts.items():
        texts += [
            (("facts", row, "text", lang), text) for lang, text in (fact.text.model_dump() if fact.text else {}).items()
        ]
    for location, text in texts:
        for quoted in re.findall(r"[“\"]([^”\"]*)[”\"]", text):
            if len(quoted.split()) > MAX_QUOTATION_WORDS:
                yield (
                    location,
                    f"quotes {len(quoted.split())} words; at most {MAX_QUOTATION_WORDS}, say the rest in own words",
                )
