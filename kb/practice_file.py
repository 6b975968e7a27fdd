"""The Markdown file of a practice: YAML front matter, then one `##` section after another.

Every scalar of the front matter is read as text and typed by the model, so that `no`, `1e3` or `2025-01-01` never turn
into something else on the way (YAML 1.1 guesses types; the failsafe schema of YAML 1.2 §10.1 does not).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kb.errors import KbError
from kb.model import LANGUAGE, SECTIONS, SLUG, SOURCE_ID, WEB_ADDRESS, Practice
from kb.yaml_loader import SafeLoader

TITLES = {
    "context": "Context",
    "what-was-done": "What was done",
    "results": "Results",
    "what-did-not-work": "What did not work",
    "lessons-for-others": "Lessons for others",
}
_BY_TITLE = {title.casefold(): section for section, title in TITLES.items()}
CITATION = r"\[\^([^\]\s]+)\]"
_FENCE = "---"
MAX_CHARACTERS = 1_000_000  # fifty times a long practice
MAX_DEPTH = 12  # of lists and names within each other; a practice needs four

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a practice file: where it stands and what to write instead."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class PracticeFileError(KbError):
    """A file that is not a practice; `faults` says where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class PracticeFile:
    """A practice as read, with the line on which each part of it stands."""

    path: str
    practice: Practice
    lines: dict[Location, int]

    def fault(self, location: Location, message: str) -> Fault:
        """Return a fault at the line of `location`, or of the nearest part that holds it."""
        where = ".".join(str(part) for part in location)
        return Fault(self.path, _line(self.lines, location), f"{where}: {message}" if where else message)


def read_practice(text: str, path: str = "practice.md") -> PracticeFile:
    """Read a practice file.

    Raises `PracticeFileError` with every fault found, each with its line and what to write instead.
    """
    if len(text) > MAX_CHARACTERS:
        raise PracticeFileError([Fault(path, 1, f"longer than {MAX_CHARACTERS:,} characters; this is no practice")])
    front, body, body_line = _split(re.sub("\r\n?", "\n", text), path)
    data, lines = _front_matter(front, path)
    data["sections"] = _sections(body, body_line, path, lines)
    try:
        practice = Practice.model_validate(data)
    except ValidationError as error:
        faults = []
        for item in error.errors():
            location = tuple(part for part in item["loc"] if part != "[key]")
            where = ".".join(str(part) for part in location)
            faults.append(Fault(path, _line(lines, location), f"{where}: {advice(item)}".removeprefix(": ")))
        raise PracticeFileError(sorted(faults, key=lambda fault: fault.line)) from None
    return PracticeFile(path, practice, lines)


def load_practice(path: Path) -> PracticeFile:
    """Read a practice file from disk; raise `PracticeFileError` when it is not UTF-8 text or not a practice."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise PracticeFileError(
            [Fault(str(path), 1, f"not UTF-8 text (byte {error.start}); save it as UTF-8")]
        ) from None
    except OSError as error:
        raise PracticeFileError([Fault(str(path), 1, f"cannot be read: {error.strerror}")]) from None
    return read_practice(text, str(path))


def write_practice(practice: Practice) -> str:
    """Return the canonical file of a practice; `read_practice` of it gives the same practice."""
    data = practice.model_dump(mode="json", exclude={"sections"}, exclude_defaults=True)
    front = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=118)
    sections = (f"## {TITLES[name]}\n\n{practice.sections[name]}\n" for name in SECTIONS if name in practice.sections)
    return "\n".join([f"{_FENCE}\n{front}{_FENCE}\n", *sections])


def _split(text: str, path: str) -> tuple[str, str, int]:
    match = re.match(r"\ufeff?---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if not match:
        raise PracticeFileError(
            [Fault(path, 1, "no front matter; begin the file with a line '---', end it with another")]
        )
    return match[1], text[match.end() :], text[: match.end()].count("\n") + 1


def _front_matter(front: str, path: str) -> tuple[dict[str, Any], dict[Location, int]]:
    try:
        _refuse_mazes(front, path)
        node = yaml.compose(front, Loader=SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PracticeFileError([Fault(path, mark.line + 2 if mark else 1, f"not YAML: {error.problem}")]) from None
    except yaml.reader.ReaderError as error:
        line = front[: error.position].count("\n") + 2
        raise PracticeFileError([Fault(path, line, f"not YAML: {error.reason}; remove it")]) from None
    if not isinstance(node, yaml.MappingNode):
        raise PracticeFileError([Fault(path, 2, "the front matter must be 'name: value' lines")])
    lines: dict[Location, int] = {}
    data = _plain(node, (), lines, path)
    return data, lines


def _refuse_mazes(front: str, path: str) -> None:
    """Refuse what is small in a file and endless to read: parts that stand for others, and very deep nesting."""
    depth = 0
    for event in yaml.parse(front, Loader=SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 2 if event.start_mark else 2
        if isinstance(event, yaml.AliasEvent):
            raise PracticeFileError([Fault(path, line, f"'*{event.anchor}' is no text; write it out or quote it")])
        if depth > MAX_DEPTH:
            raise PracticeFileError([Fault(path, line, "nested too deeply")])


def _plain(node: yaml.Node, location: Location, lines: dict[Location, int], path: str) -> Any:
    """Turn a node into dicts, lists and text, and note the file line of each part (front matter starts at line 2)."""
    lines.setdefault(location, node.start_mark.line + 2)
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*location, number), lines, path) for number, item in enumerate(node.value)]
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 2
        if not isinstance(key_node, yaml.ScalarNode):
            raise PracticeFileError([Fault(path, line, "a name must be plain text")])
        if key_node.value in result:
            raise PracticeFileError([Fault(path, line, f"{key_node.value!r} stands twice; keep one")])
        lines[(*location, key_node.value)] = line
        result[key_node.value] = _plain(value_node, (*location, key_node.value), lines, path)
    return result


def _sections(body: str, first_line: int, path: str, lines: dict[Location, int]) -> dict[str, str]:
    sections: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, line in enumerate(body.split("\n"), start=first_line):
        heading = re.match(r"##(?!#)[ \t]*(.*?)[ \t]*$", line)
        if heading:
            section = _BY_TITLE.get(heading[1].casefold())
            if section is None or section in sections:
                problem = "stands twice; join the two" if section else f"is none of {', '.join(TITLES.values())}"
                raise PracticeFileError([Fault(path, number, f"section {heading[1]!r} {problem}")])
            lines[("sections", section)] = number
            current = sections.setdefault(section, [])
        elif current is not None:
            current.append(line)
        elif line.strip():
            raise PracticeFileError([Fault(path, number, "text before the first section; begin with '## Context'")])
    return {section: "\n".join(content).strip() for section, content in sections.items()}


def _line(lines: dict[Location, int], location: Location) -> int:
    while location and location not in lines:
        location = location[:-1]
    return lines.get(location, 1)


_FORMS = {
    SLUG: "an id; write small letters and digits, with single dashes between words",
    SOURCE_ID: "the id of a source; write s1, s2 … s99",
    WEB_ADDRESS: "a web address; write all of it, from https:// on, without spaces",
    LANGUAGE: "a language code; write two or three small letters, such as id",
}
_ADVICE = {
    "missing": "is missing; add it",
    "extra_forbidden": "is no field of the record; remove it or correct its name",
    "string_too_short": "is empty; write something or remove it",
    "string_type": "must be text",
    "tuple_type": "must be a list; write [first, second], or each on a line of its own after '- '",
    "too_short": "is empty; name at least one",
    "model_type": "has parts of its own; write each as 'name: value' below it",
    "dict_type": "has parts of its own; write each as 'name: value' below it",
    "decimal_parsing": "is not a number; write digits, with a point before decimals",
    "bool_parsing": "must be true or false",
}


def advice(item: Any) -> str:
    """Return what to write instead for an error that Pydantic reports (an item of `ValidationError.errors()`)."""
    kind, message = item["type"], str(item["msg"]).removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        return f"{item['input']!r} is not {_FORMS[item['ctx']['pattern']]}"
    if kind in _ADVICE:
        return _ADVICE[kind]
    if kind.startswith("date"):
        return f"{item['input']!r} is not a date; write YYYY-MM-DD"
    return message[0].lower() + message[1:]


class _Dumper(yaml.SafeDumper):
    """Writes every scalar as plain text where the syntax allows it, and short lists of codes on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_list(dumper: yaml.SafeDumper, data: list[Any]) -> yaml.Node:
    plain = all(isinstance(item, str) for item in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=plain)


_Dumper.yaml_implicit_resolvers = {}
_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(bool, lambda dumper, data: dumper.represent_str(str(data).lower()))
