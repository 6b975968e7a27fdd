"""Finds the sources in their folder and their adapters."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import yaml
from pydantic import ValidationError

from corpus.sources.model import Adapter, Source
from kb.errors import KbError, UsageError
from kb.yaml_loader import load_yaml


def load_sources(folder: Path) -> dict[str, Source]:
    """Return the sources of a folder by id; raise `KbError` that names the file and field at fault."""
    found: dict[str, Source] = {}
    for path in sorted(folder.glob("*/source.yml")):
        try:
            source = Source.model_validate(load_yaml(path.read_text(encoding="utf-8")))
        except ValidationError as error:
            fault = error.errors()[0]
            raise KbError(f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
        except yaml.YAMLError as error:
            raise KbError(f"{path}: {error}".replace("\n", " ")) from None
        if source.id != path.parent.name.replace("_", "-"):
            raise KbError(f"{path}: the id {source.id!r} is not the name of the folder")
        found[source.id] = source
    return found


def chosen(sources: dict[str, Source], ids: Iterable[str]) -> list[Source]:
    """Return the sources of these ids; raise `UsageError` that names the nearest for one that does not exist."""
    wanted = list(dict.fromkeys(ids))
    for name in wanted:
        if name not in sources:
            near = difflib.get_close_matches(name, sources, n=1)
            raise UsageError(
                f"no source {name!r}; " + (f"did you mean {near[0]!r}?" if near else "see 'kb collect --list'")
            )
    return [sources[name] for name in wanted]


def adapter_of(source: Source) -> Adapter:
    """Return the adapter of a source; raise `KbError` when there is no such module."""
    try:
        return cast("Adapter", importlib.import_module(source.adapter))
    except ModuleNotFoundError as error:
        raise KbError(f"source {source.id!r}: there is no adapter {source.adapter} ({error.name})") from None
