"""What the templates of curators show values with."""

from __future__ import annotations

from typing import Any

from kb.messages import unpacked
from kb.rules.indonesian import in_indonesian
from kb.vocabulary import scheme
from kb.workflow.content import Bilingual, Content
from kb.workflow.shapes import FIELDS_OF_TEXT, SHAPES, TextField, shape
from kb.workflow.textdiff import word_changes
from web.context import contents, lang
from web.curate import choices, form, wording
from web.curate.blueprint import blueprint
from web.language import said


@blueprint.app_template_filter("either")
def either(text: Bilingual) -> str:
    """Return a text in the language of the page, or in the other one where that is not written."""
    return (text.id or text.en) if lang() == "id" else (text.en or text.id)


@blueprint.app_template_filter("fault")
def fault(message: str) -> str:
    """Return the message of a fault as a sentence in the language of the page."""
    if lang() == "id":
        message = in_indonesian(message)
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "…")) else ".")


@blueprint.app_template_filter("unpacked")
def unpacked_here(message: Any) -> str:
    """Return a message that was kept, in the language of the page."""
    return said(unpacked(message))


@blueprint.app_template_filter("said")
def said_here(text: str) -> str:
    """Return a message in the language of the page."""
    return said(text)


def practice_title(slug: str) -> str:
    """Return the title of a practice; its id when readers do not see it any more."""
    practice = contents().practices.get(slug)
    return practice.title.get(lang()) if practice else slug


def noted_value(name: str, value: str) -> str:
    """Return a value that was suggested for a field as people read it."""
    path = tuple(name.split("."))
    if path[-1] == "codes":
        first = scheme(scheme("row")[path[1]].codes[0])  # of a joined code its first part alone is suggested
        return first[value].label.get(lang()) if value in first else value
    return wording.shown(path, value)


@blueprint.app_template_test("in_row")
def in_row(name: str, row: str) -> bool:
    """Tell whether a field belongs to a row."""
    return name == row or name.startswith(f"{row}.")


def texts(content: Content) -> list[TextField]:
    """Return the texts that the form asks for, and those that a draft has beyond its kind."""
    asked = list(shape(content.kind))
    names = {text.name for text in asked}
    every = {text.name: text for of_kind in SHAPES.values() for text in of_kind}
    return [*asked, *(every[name] for name in FIELDS_OF_TEXT if content.sections.get(name) and name not in names)]


@blueprint.context_processor
def _functions() -> dict[str, Any]:
    return {
        "action_label": wording.action_label,
        "event_label": wording.event_label,
        "faults_counted": wording.faults_counted,
        "field_id": form.field_id,
        "field_label": wording.field_label,
        "kinds": scheme("kind").terms,
        "leaf_label": wording.leaf_label,
        "meanings": choices.meanings,
        "practice_title": practice_title,
        "named": choices.named,
        "noted_value": noted_value,
        "part_label": wording.part_label,
        "place_of": form.place_of,
        "row_codes": choices.row_codes,
        "rows": choices.rows,
        "shown": wording.shown,
        "state_label": wording.state_label,
        "texts": texts,
        "word_changes": word_changes,
    }
