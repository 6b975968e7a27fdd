r"""References as BibTeX (O. Patashnik, "BibTeXing", 1988), with `url` and `urldate` of biblatex (manual, §2.2.2).

Every work is `@misc`, which needs no author: the record knows publishers. `howpublished` is what styles print of one,
`publisher` is what reference managers read. Values stand in braces, so that only braces and backslashes can break them:
BibTeX counts braces even after a backslash, therefore `\{` will not do. The ten characters that TeX takes for commands
are written out (L. Lamport, "LaTeX", 1994, §3.2.2). The second pair of braces keeps the capitals of a title. Addresses
are taken as they stand, with braces and backslashes in per cent form (RFC 3986 §2.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.references.reference import Reference, language_name, one_line

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEX = {char: f"\\{char}" for char in "#$%&_"} | {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_IN_ADDRESS = {ord(char): f"%{ord(char):02X}" for char in "{}\\"}


def write(references: Iterable[Reference]) -> bytes:
    """Return the references as BibTeX in UTF-8, which biber and the BibTeX of current distributions read."""
    return "\n".join(_entry(reference) for reference in references).encode("utf-8", "replace")


def escaped(text: str) -> str:
    """Return the text as TeX prints it: one line, its commands written out."""
    return "".join(_TEX.get(char, char) for char in one_line(text))


def _entry(reference: Reference) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(reference))
    return f"@misc{{{reference.key},\n{fields}}}\n"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{{{escaped(reference.title)}}}}}"
    where = [escaped(text) for text in (reference.part_of, reference.publisher) if one_line(text)]
    if where:
        yield "howpublished", f"{{{'. '.join(where)}}}"
    if one_line(reference.publisher):
        yield "publisher", f"{{{escaped(reference.publisher)}}}"
    parts = reference.dates
    yield from zip(("year", "month", "day"), (f"{{{parts[0]}}}", *_month_and_day(parts)) if parts else (), strict=False)
    yield "language", f"{{{escaped(language_name(reference.language))}}}"
    yield "url", f"{{{one_line(reference.url).translate(_IN_ADDRESS)}}}"
    yield "urldate", f"{{{reference.accessed.isoformat()}}}"


def _month_and_day(parts: tuple[int, ...]) -> Iterator[str]:
    if len(parts) > 1:
        yield MONTHS[parts[1] - 1]  # one of the macros that every style defines
    if len(parts) > 2:
        yield f"{{{parts[2]}}}"
