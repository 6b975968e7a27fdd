"""The rules of publication: a sound case breaks none of them, and each is held to by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kb.model import Practice
from kb.rules import RuleError, faults, require_publishable
from kb.rules.parts import numbers
from kb.rules.sources import MIRRORS

Change = Callable[[dict[str, Any]], Any]

TWENTY_SIX = " ".join(["word"] * 26)


def changed(practice: Practice, change: Change) -> Practice:
    data = practice.model_dump(mode="json")
    change(data)
    return Practice.model_validate(data)


def _same_words(data: dict[str, Any]) -> None:
    data["summary"]["id"] = data["summary"]["en"]


def _same_words_of_a_fact(data: dict[str, Any]) -> None:
    data["facts"]["payers"]["text"]["id"] = data["facts"]["payers"]["text"]["en"]


def _repealed(data: dict[str, Any]) -> None:
    data["status"] = "repealed"


def _proposed(data: dict[str, Any]) -> None:
    data["status"] = "proposed"
    data["events"][0]["type"] = "enacted"


RULES: list[tuple[str, Change, str, str]] = [
    ("code of another row", lambda d: d["facts"]["payers"].update(codes=["workr"]), "facts.payers.codes.0", "'worker'"),
    (
        "row without codes",
        lambda d: d["facts"]["institution"].update(codes=["x"]),
        "facts.institution.codes.0",
        "takes no codes",
    ),
    (
        "fact cites nothing known",
        lambda d: d["facts"]["payers"].update(cites=["s99"]),
        "facts.payers.cites",
        "cites 's99'",
    ),
    ("event cites nothing known", lambda d: d["events"][1].update(cites=["s99"]), "events.1.cites", "cites 's99'"),
    ("result cites nothing known", lambda d: d["results"][0].update(cites=["s99"]), "results.0.cites", "cites 's99'"),
    (
        "section cites nothing known",
        lambda d: d["sections"].update(context="x [^s99]"),
        "sections.context",
        "cites 's99'",
    ),
    (
        "section cites no id",
        lambda d: d["sections"].update(context="x [^a-note]"),
        "sections.context",
        "cites 'a-note'",
    ),
    ("source cited nowhere", lambda d: d["sources"].update(s98=d["sources"]["s1"]), "sources.s98", "is cited nowhere"),
    ("one language twice", _same_words, "summary", "write the Indonesian text"),
    ("one language twice in a fact", _same_words_of_a_fact, "facts.payers.text", "write the Indonesian text"),
    (
        "fact after it was verified",
        lambda d: d["facts"]["payers"].update(as_of="2030-01"),
        "facts.payers.as_of",
        "later than",
    ),
    (
        "result after it was verified",
        lambda d: d["results"][0].update(date="2030"),
        "results.0.date",
        "later than verified_on",
    ),
    (
        "read before published",
        lambda d: d["sources"]["s1"].update(published="2030"),
        "sources.s1.published",
        "later than accessed",
    ),
    (
        "copy of a page",
        lambda d: d["sources"]["s1"].update(url="https://www.scribd.com/d/1"),
        "sources.s1.url",
        "not the publisher",
    ),
    (
        "copy of a page below",
        lambda d: d["sources"]["s1"].update(url="http://id.wikipedia.org/w"),
        "sources.s1.url",
        "wikipedia",
    ),
    (
        "section left out",
        lambda d: d["sections"].pop("what-did-not-work"),
        "sections",
        "'what-did-not-work' is missing",
    ),
    ("row left out", lambda d: d["facts"].pop("institution"), "facts", "'institution' is missing"),
    ("repealed without an event", _repealed, "status", "add an event of type 'repealed'"),
    ("proposed after it was enacted", _proposed, "status", "is 'proposed', but"),
    (
        "long quotation",
        lambda d: d["sections"].update(context=f'He said "{TWENTY_SIX}".'),
        "sections.context",
        "quotes 26 words",
    ),
    (
        "long quotation in a fact",
        lambda d: d["facts"]["payers"]["text"].update(en=f"“{TWENTY_SIX}”"),
        "facts.payers.text.en",
        "26",
    ),
    (
        "number of one language only",
        lambda d: d["facts"]["payers"]["text"].update(en=d["facts"]["payers"]["text"]["en"] + " It was 98.7% once."),
        "facts.payers.text",
        "the Indonesian text does not say 987",
    ),
    (
        "number of a summary without a source",
        lambda d: d["summary"].update({lang: text + " 98 7654." for lang, text in d["summary"].items()}),
        "summary",
        "says 7654, 98, which stands in no fact",
    ),
    (
        "number of a section without a source",
        lambda d: d["sections"].update(context="About 12 people.\n\nCited.[^s1]"),
        "sections.context",
        "has a number without a source: About 12 people.",
    ),
    (
        "word that the vocabulary does not use",
        lambda d: d["facts"]["payers"]["text"].update(id=d["facts"]["payers"]["text"]["id"] + " Kontribusinya."),
        "facts.payers.text",
        "says 'Kontribusinya' in Indonesian; the vocabulary's word is 'iuran'",
    ),
    (
        "term that the Indonesian leaves out",
        lambda d: d["title"].update(en="Fines", id="Sanksi"),
        "title",
        "English says 'fine', Indonesian none of denda",
    ),
    (
        "fact newer than its sources",
        lambda d: (
            d["facts"]["payers"].update(cites=["s1"], as_of="2024-06"),
            d["sources"]["s1"].update(published="2024-05-31"),
        ),
        "facts.payers.as_of",
        "2024-06 is later than the newest source cited for it (2024-05-31)",
    ),
    (
        "event that has not happened",
        lambda d: d["events"][1].update(date="2030", type="in-force"),
        "events.1.date",
        "what is to come is of type 'announced'",
    ),
    (
        "events out of order",
        lambda d: d["events"][1].update(date="1999"),
        "events.1.date",
        "1999 is before the event that stands above it",
    ),
    (
        "read after it was verified",
        lambda d: d["sources"]["s1"].update(accessed="2030-01-01"),
        "sources.s1.accessed",
        "later than verified_on",
    ),
    ("operating since nothing", lambda d: d.update(status="operating", events=[]), "status", "add an event of type"),
    ("suspended by nothing", lambda d: d.update(status="suspended"), "status", "add an event of type 'suspended'"),
    (
        "one source",
        lambda d: d.update(sources={"s1": d["sources"]["s1"]}),
        "sources",
        "has 1 source; at least 2 are needed",
    ),
    (
        "one source twice",
        lambda d: d["sources"]["s2"].update(url=d["sources"]["s1"]["url"]),
        "sources.s2.url",
        "is the address of s1 too",
    ),
    (
        "site before publication",
        lambda d: d["sources"]["s1"].update(url="https://sdg-staging.data.example.gov/1"),
        "sources.s1.url",
        "not the publisher's own site",
    ),
    (
        "AMP copy",
        lambda d: d["sources"]["s1"].update(url="https://news.example.org/a/amp/"),
        "sources.s1.url",
        "AMP copy",
    ),
    (
        "tracking",
        lambda d: d["sources"]["s1"].update(url="https://example.org/a?id=1&utm_source=x"),
        "sources.s1.url",
        "tracking",
    ),
    (
        "number of the network",
        lambda d: d["sources"]["s1"].update(url="http://192.0.2.1/a"),
        "sources.s1.url",
        "cannot open",
    ),
    (
        "address with a password",
        lambda d: d["sources"]["s1"].update(url="https://me:secret@example.org/a"),
        "sources.s1.url",
        "cannot open",
    ),
    (
        "no address",
        lambda d: d["sources"]["s1"].update(url="https://exam[ple.org/a"),
        "sources.s1.url",
        "is no address",
    ),
]


@pytest.mark.parametrize(("change", "where", "says"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_a_broken_rule_is_named_where_it_is_broken(case: Practice, change: Change, where: str, says: str) -> None:
    assert faults(case) == []
    broken = changed(case, change)
    found = [(".".join(map(str, location)), message) for location, message in faults(broken)]
    assert any(location == where and says in message for location, message in found), found
    with pytest.raises(RuleError, match=f"^{case.id}: ") as caught:
        require_publishable(broken)
    assert len(str(caught.value).split("\n")) == len(found)


def test_no_rule_is_broken_by_what_is_allowed(case: Practice) -> None:
    def allowed(data: dict[str, Any]) -> None:
        data["title"] = {"en": "Same name", "id": "Same name"}  # short names may be the same
        data["facts"]["payers"]["as_of"] = max(
            data["sources"][key]["accessed"] for key in data["facts"]["payers"]["cites"]
        )
        data["sections"]["context"] += f' "{" ".join(["word"] * 25)}" and "{" ".join(["word"] * 25)}".'
        data["sources"]["s1"]["url"] = "https://notscribd.com/d/1"
        data["status"] = "repealed"
        data["events"][-1]["type"] = "ruled"

    assert faults(changed(case, allowed)) == []


def test_guidance_needs_less(case: Practice) -> None:
    def guidance(data: dict[str, Any]) -> None:
        data["kind"] = "guidance"
        data["facts"].pop("institution")
        kept = {key: text for key, text in data["sections"].items() if key in ("context", "what-was-done")}
        kept["context"] += " ".join(f"[^{source}]" for source in data["sources"])
        data["sections"] = kept

    assert faults(changed(case, guidance)) == []


def test_every_mirror_is_a_host_name() -> None:
    assert list(MIRRORS) == sorted(set(MIRRORS))
    assert all("." in host and not host.startswith("www.") for host in MIRRORS)


@pytest.mark.parametrize(
    ("english", "indonesian", "same"),
    [
        ("1,250.5 people", "1.250,5 orang", True),
        ("in 2025-26", "pada 2025–2026", True),
        ("SDG 1.3.1[^s12]", "TPB 1.3.1", True),
        ("1.25%", "1,52 persen", False),
        ("since 15-29 year-olds", "sejak usia 15 sampai 29 tahun", True),
        ("no number", "tanpa bilangan", True),
    ],
)
def test_numbers_are_the_same_in_every_language(english: str, indonesian: str, same: bool) -> None:
    assert (numbers(english) == numbers(indonesian)) is same
