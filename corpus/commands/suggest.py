"""`kb suggest`: read a document and say what could be entered for it."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path

import click

from corpus.extraction.sandbox import extract_apart
from corpus.suggestions.embedded import fresh
from corpus.suggestions.taught import learn, taught
from indexer.base import Base
from kb.settings import settings


@click.command("suggest")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--learn", "again", is_flag=True, help="Learn from the base again, also if nothing has changed.")
@click.option("--json", "as_json", is_flag=True, help="Give the document as read and the suggestions as JSON.")
def command(path: Path | None, again: bool, as_json: bool) -> None:
    """Read a document (HTML, PDF, DOCX, XLSX, CSV, text) and suggest what to enter for it, with where it was read."""
    base = Base(settings())
    base.store.require()
    extracted = extract_apart(path.read_bytes(), mimetypes.guess_type(path)[0], "") if path else None
    made = learn(base) if again else taught(base)
    if extracted:
        found = made.suggest(extracted, fresh(base.load_encoder()))
        if as_json:
            said = {"document": extracted.model_dump(mode="json"), "suggestions": [one.model_dump() for one in found]}
            click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            for note in extracted.notes:
                click.echo(note, err=True)
            for one in found:
                read = f"  “{one.evidence[0].text}”" if one.evidence else ""
                page = f" (p. {one.evidence[0].page})" if one.evidence and one.evidence[0].page else ""
                click.echo(f"{one.field}: {one.value} ({one.confidence:.2f}){read}{page}")
    base.close()
