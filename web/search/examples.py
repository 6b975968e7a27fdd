"""Questions and comparisons that the start page offers."""

from __future__ import annotations

from kb.countries import regions
from kb.text import LocalText
from web.catalogue import Contents

MAX_COUNTRIES = 6

QUESTIONS = (
    LocalText(
        en="Who pays for work-injury cover of drivers in Malaysia, India and China?",
        id="Siapa yang membayar jaminan kecelakaan kerja pengemudi di Malaysia, India, dan Tiongkok?",
    ),
    LocalText(
        en="Which countries oblige platforms to withhold contributions?",
        id="Negara mana yang mewajibkan platform memotong iuran?",
    ),
    LocalText(
        en="How many platform workers joined a voluntary scheme?",
        id="Berapa banyak pekerja platform yang ikut program sukarela?",
    ),
    LocalText(
        en="What did not work when couriers had to register themselves?",
        id="Apa yang tidak berhasil ketika kurir harus mendaftar sendiri?",
    ),
)

ASEAN = LocalText(en="ASEAN neighbours", id="Negara tetangga ASEAN")
COMPARISONS = (
    (
        LocalText(en="Large informal economies", id="Ekonomi informal besar"),
        ("IDN", "IND", "PHL", "BRA", "MEX", "NGA", "KEN"),
    ),
    (LocalText(en="Platforms pay a share", id="Platform ikut membayar iuran"), ("SGP", "MYS", "KOR", "CHN", "ESP")),
    (LocalText(en="Voluntary, simplified schemes", id="Program sukarela dan sederhana"), ("IDN", "BRA", "FRA", "KEN")),
)


def comparisons(contents: Contents) -> list[tuple[LocalText, list[str]]]:
    """Return the comparisons of which the base has at least two countries, each with those that it has."""
    offered = []
    for title, countries in ((ASEAN, regions()["asean"].members), *COMPARISONS):
        present = [country for country in countries if country in contents.comparable][:MAX_COUNTRIES]
        if len(present) > 1:
            offered.append((title, present))
    return offered
