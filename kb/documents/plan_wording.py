"""What the documents of a plan for monitoring and evaluation say, in English and Indonesian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.countries import country_name
from kb.indicators import Value
from kb.labels import label
from kb.monitoring import Plan, PlanRow
from kb.results import date_text, value_text
from kb.similarity_text import BANDS
from kb.text import LocalText
from kb.vocabulary import scheme

_LABELS: Mapping[str, LocalText] = {
    name: LocalText(en=en, id=indonesian)
    for name, en, indonesian in (
        ("title", "Plan for monitoring and evaluation", "Rencana pemantauan dan evaluasi"),
        ("plan", "Plan", "Rencana"),
        ("indicator", "Indicator", "Indikator"),
        ("definition", "Definition", "Definisi"),
        ("formula", "Formula", "Rumus"),
        ("trap", "Denominator trap", "Jebakan penyebut"),
        ("baseline", "Baseline", "Nilai awal"),
        ("comparators", "Comparators", "Pembanding"),
        ("target", "Target", "Target"),
        ("target-date", "Target date", "Tanggal target"),
        ("data-source", "Data source", "Sumber data"),
        ("frequency", "Frequency", "Frekuensi"),
        ("responsible", "Responsible", "Penanggung jawab"),
        ("values", "Values", "Nilai"),
        ("use", "Use", "Kegunaan"),
        ("value", "Value", "Nilai"),
        ("unit", "Unit", "Satuan"),
        ("population", "Who is counted", "Siapa yang dihitung"),
        ("date", "Date", "Tanggal"),
        ("evidence", "Evidence", "Bukti"),
        ("conditions", "conditions", "kondisi"),
        ("no-baseline", "No value in this base: measure a baseline before the start",
         "Tidak ada nilai dalam basis ini: ukur nilai awal sebelum mulai"),
        ("no-comparator", "No value of another country in this base", "Tidak ada nilai negara lain dalam basis ini"),
        ("rule",
         "Comparators are at most five other countries, one value each: those whose conditions are most like those of "
         "%s first; of each the strongest evidence, then the newest. "
         "Populations and years differ: read them with the value. Targets are left to you.",
         "Pembanding paling banyak lima negara lain, masing-masing satu nilai: negara yang kondisinya paling mirip "
         "dengan %s lebih dahulu; dari tiap negara yang buktinya terkuat, lalu yang terbaru. "
         "Kelompok yang dihitung dan tahunnya berbeda: bacalah bersama nilainya. Target Anda isi sendiri."),
    )
}  # fmt: skip


def plan_label(name: str, lang: str) -> str:
    """Return a word of the plan in a language; words that all documents share come from their wording."""
    return _LABELS[name].get(lang) if name in _LABELS else label(name, lang)


def rule(plan: Plan) -> str:
    """Return how baseline and comparators were chosen."""
    return plan_label("rule", plan.lang) % country_name(plan.reference, plan.lang)


def why(plan: Plan, value: Value) -> str:
    """Return why a country is a comparator: how like the reference country its conditions are."""
    return f"{plan_label('conditions', plan.lang)}: {BANDS[plan.likeness(value).band].get(plan.lang)}"


def reform_line(plan: Plan) -> str:
    """Return the reform with its country and status."""
    practice, lang = plan.practice, plan.lang
    status = scheme("status")[practice.status].label.get(lang)
    return f"{practice.title.get(lang)} ({country_name(practice.country, lang)}; {status})"


def value_line(plan: Plan, value: Value, *, name_country: bool) -> str:
    """Return a value with what is needed to read it; `name_country` puts the country before it.

    A value of another practice of the same country is preceded by the title of that practice.
    """
    result, lang = value.result, plan.lang
    evidence = scheme("evidence")[result.evidence].label.get(lang).lower()
    text = f"{value_text(result, lang)} ({result.population.get(lang)}; {date_text(result.date, lang)}; {evidence})"
    if name_country:
        return f"{country_name(value.practice.country, lang)} ({why(plan, value)}): {text}"
    return text if value.practice.id == plan.practice.id else f"{value.practice.title.get(lang)}: {text}"


def lines(plan: Plan, row: PlanRow, use: str) -> list[tuple[str, tuple[int, ...]]]:
    """Return the baseline or the comparators of a row as (text, numbers of sources); without any, one that says so."""
    some: Sequence[Value] = row.baseline if use == "baseline" else row.comparators
    found = [(value_line(plan, value, name_country=use == "comparators"), plan.numbers(value)) for value in some]
    return found or [(plan_label("no-baseline" if use == "baseline" else "no-comparator", plan.lang), ())]
