"""A comparison as JSON: the fields of `kb.comparison.Comparison` by name, as `docs/api.md` describes them."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from kb.comparison import Comparison

ADAPTER = TypeAdapter(Comparison)


def document(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as plain dicts, lists, text and numbers."""
    plain: dict[str, Any] = ADAPTER.dump_python(comparison, mode="json")
    return plain


def write(comparison: Comparison) -> bytes:
    """Return the comparison as indented JSON in UTF-8."""
    return (json.dumps(document(comparison), ensure_ascii=False, indent=1) + "\n").encode()
