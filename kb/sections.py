"""What people call the parts of a practice."""

from __future__ import annotations

from kb.text import LocalText
from kb.vocabulary import scheme

_NAMES = {
    "summary": LocalText(en="Summary", id="Ringkasan"),
    "result": LocalText(en="Measured result", id="Hasil terukur"),
    "context": LocalText(en="Context", id="Konteks"),
    "what-was-done": LocalText(en="What was done", id="Apa yang dilakukan"),
    "results": LocalText(en="Results", id="Hasil"),
    "what-did-not-work": LocalText(en="What did not work", id="Apa yang tidak berhasil"),
    "lessons-for-others": LocalText(en="Lessons for others", id="Pelajaran bagi negara lain"),
}


def section_name(section: str, lang: str) -> str:
    """Return what people call a section or row."""
    rows = scheme("row")
    return rows[section].label.get(lang) if section in rows else _NAMES[section].get(lang)
