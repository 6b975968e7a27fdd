"""The documents of a comparison."""

from __future__ import annotations

from collections.abc import Iterator

from kb.comparison import Column, Comparison
from kb.documents.common import ENTRY_FIELDS, ENTRY_WIDTHS, about_sheet, by_number, entry_values, notes_sheet, paragraph
from kb.documents.grid import Grid, grid
from kb.documents.parts import Block, Document, Edition, Heading, Notes, Paragraph, Sheet, Table, Value, Workbook
from kb.documents.wording import Said, absence, as_at, practice_line, verified
from kb.labels import label
from kb.results import date_text

COLUMNS = 4  # side by side at most: a fifth beside the first on a landscape A4 page is too narrow to read
_ROW_FIELDS = ("row", "country-code", "country")
_ROW_WIDTHS = (34, 10, 20)


def document(comparison: Comparison, edition: Edition) -> Document:
    """Return the comparison as a text; more than four columns go into several tables."""
    lang = comparison.lang
    title = label("title", lang)
    subject = ", ".join(column.name for column in comparison.columns)
    return Document(lang, title, subject, comparison.made_on, tuple(_blocks(comparison, edition)), landscape=True)


def workbook(comparison: Comparison, edition: Edition) -> Workbook:
    """Return the comparison as four sheets: the matrix, its cells line by line, its sources, what it is."""
    lang = comparison.lang
    sheets = (
        _matrix(comparison, edition),
        cells(comparison),
        notes_sheet(comparison.notes, lang),
        about_sheet(_account(comparison, edition), lang),
    )
    return Workbook(lang, label("title", lang), comparison.made_on, sheets)


def cells(comparison: Comparison) -> Sheet:
    """Return one line for each entry, to be filtered and pivoted; an empty cell gives a line that says why it is."""
    lang = comparison.lang
    head = tuple(label(field, lang) for field in (*_ROW_FIELDS, *ENTRY_FIELDS))
    return Sheet(label("cells", lang), head, tuple(_lines(comparison)), (*_ROW_WIDTHS, *ENTRY_WIDTHS))


def made(comparison: Comparison) -> str:
    """Return when the comparison was made and the dates that it holds for, as a sentence."""
    lang = comparison.lang
    day = date_text(comparison.made_on.isoformat(), lang)
    period = f" {label('as-at', lang)}: {as_at(comparison)}." if as_at(comparison) else ""
    return f"{label('made-on', lang)}: {day}.{period}"


def _practices(column: Column, lang: str) -> Iterator[Block]:
    """List the practices of a country, each with the day of its verification."""
    for practice in column.practices:
        line = f"{practice_line(practice, lang)}. {verified(practice, lang)}."
        yield Paragraph((Said(line, lang),), "bullet")
    if not column.practices:
        yield paragraph(label("no-practice", lang), lang)


def table(part: Grid, name: str, lang: str) -> Table:
    """Return a grid as a table; `name` says what it is of, for those who hear it."""
    return Table(f"{label('comparison', lang)}: {name}", (part.corner, *part.heads), part.lines)


def _blocks(comparison: Comparison, edition: Edition) -> Iterator[Block]:
    lang = comparison.lang
    yield paragraph(made(comparison), lang)
    if edition.address:
        yield paragraph(f"{label('address', lang)}: {edition.address}", lang)
    if comparison.notice:
        yield Paragraph((Said(comparison.notice, lang),), "strong")
    yield Heading(label("practices", lang))
    for column in comparison.columns:
        yield Heading(column.name, 2)
        yield from _practices(column, lang)
    yield Heading(label("comparison", lang))
    parts = grid(comparison, edition.countries).split(COLUMNS)
    for part in parts:
        name = ", ".join(part.heads)
        if len(parts) > 1:
            yield Heading(name, 2)
        yield table(part, name, lang)
    yield Heading(label("sources", lang))
    yield Notes(comparison.notes)


def _matrix(comparison: Comparison, edition: Edition) -> Sheet:
    whole = grid(comparison, edition.countries)
    lines = tuple((name, *("\n\n".join(part.plain() for part in cell) for cell in line)) for name, line in whole.lines)
    return Sheet(
        label("comparison", comparison.lang),
        (whole.corner, *whole.heads),
        lines,
        (28, *_widths(comparison, edition)),
    )


def _widths(comparison: Comparison, edition: Edition) -> list[int]:
    """Return widths in characters: Excel makes no row higher than 409 points, so cells of many practices are wider."""
    widths = [min(100, 40 + 15 * len(column.practices)) for column in comparison.columns]
    return widths if edition.countries == "columns" else [max(widths)] * len(comparison.rows)


def _lines(comparison: Comparison) -> Iterator[tuple[Value, ...]]:
    lang = comparison.lang
    notes = by_number(comparison.notes)
    for row in comparison.rows:
        for column, cell in zip(comparison.columns, row.cells, strict=True):
            start = (row.label, column.country, column.name)
            for entry in cell:
                yield (*start, *entry_values(entry, notes, lang))
            if not cell:
                yield (*start, "", "", "", absence(row, column, lang), lang, "", "", "")


def _account(comparison: Comparison, edition: Edition) -> Iterator[tuple[str, str]]:
    lang = comparison.lang
    practices = [
        f"{column.name}: {practice_line(practice, lang)}. {verified(practice, lang)}."
        for column in comparison.columns
        for practice in column.practices
    ]
    yield "comparison", label("title", lang)
    yield "made-on", date_text(comparison.made_on.isoformat(), lang)
    yield "as-at", as_at(comparison)
    yield "address", edition.address
    yield "lang", label("lang-name", lang)
    yield "countries", ", ".join(column.name for column in comparison.columns)
    yield "rows", "\n".join(row.label for row in comparison.rows)
    yield "practices", "\n".join(practices)
    yield "notice", comparison.notice
    yield "publisher", label("creator", lang)
