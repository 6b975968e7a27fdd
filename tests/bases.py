"""A small base of curated practices, with an index and without an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.intake import import_files
from indexer.base import Base
from kb.settings import Settings

FOLDER = Path(__file__).parents[1] / "corpus" / "practices"
IDS = (
    "idn-bpu-drivers-jkk-jkm-2015",
    "int-ilo-c193-platform-economy-2026",
    "mys-gig-workers-act-2025",
    "mys-self-employment-social-security-2017",
    "sgp-platform-workers-act-2024",
)


def small_base(home: Path, *, more: Sequence[str] = (), indexed: bool = True) -> Base:
    """Return a base of five practices, of Indonesia, Malaysia, Singapore and one of guidance, and of `more`.

    The caller closes it.
    """
    ids = sorted((*IDS, *more))
    base = Base(Settings(home=home))
    base.store.create()
    intake = import_files(base.store, [FOLDER / name[:3] / f"{name}.md" for name in ids], "test")
    assert intake.published == ids, intake.faults
    if indexed:
        base.index.ensure(None)
    return base
