"""A curator's home, and the beginning of a draft."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from corpus.collecting_list import collecting_list
from kb.accounts import Account, Role
from kb.countries import require_country
from kb.vocabulary import scheme
from kb.workflow.content import Bilingual, Content, SourceDraft
from kb.workflow.naming import suggest_id
from kb.workflow.waiting import waiting
from web.access import requires, signed_in
from web.context import base, contents, lang
from web.curate.blueprint import blueprint, workflow
from web.curate.choices import countries_for

LONGEST_TITLE = 300


@blueprint.get("/")
@requires(Role.LIAISON)
def home() -> ResponseReturnValue:
    """Show what waits for the person."""
    return render_template(
        "curate/home.html",
        waiting=waiting(workflow(), signed_in(), contents().practices.values()),
        collecting=collecting_list(base().store.file, signed_in()),
    )


@blueprint.get("/new")
@requires(Role.LIAISON)
def new() -> ResponseReturnValue:
    """Show the choice with which a draft begins."""
    return _page({"kind": request.args.get("kind", ""), "country": request.args.get("country", "")}, {})


@blueprint.post("/new")
@requires(Role.LIAISON)
def create() -> ResponseReturnValue:
    """Begin a draft and lead to its form."""
    account = signed_in()
    given = {name: request.form.get(name, "").strip() for name in ("kind", "country", "title")}
    faults = _faults(given)
    if faults:
        return _page(given, faults), 422
    draft = workflow().create_draft(account, _begun(account, **given))
    flash(gettext("The draft is begun. It is kept with every save; nobody but curators sees it."))
    return redirect(url_for("curate.edit", number=draft.id), 303)


def _begun(account: Account, kind: str, country: str, title: str) -> Content:
    """Return the content that a form starts with: what is known already is filled in."""
    today = date.today()
    store = base().store
    institutions = (account.institution,) if account.role == Role.LIAISON and account.institution else ()
    return Content(
        id=suggest_id(country, title, today.year, lambda slug: store.latest(slug) is not None),
        kind=kind,
        title=Bilingual(id=title) if lang() == "id" else Bilingual(en=title),
        country=country,
        institutions=institutions,
        verified_on=today.isoformat(),
        sources={key: SourceDraft(accessed=today.isoformat()) for key in ("s1", "s2")},
    )


def _faults(given: dict[str, str]) -> dict[str, str]:
    faults = {}
    if given["kind"] not in scheme("kind"):
        faults["kind"] = gettext("Choose what kind of case it is.")
    try:
        require_country(given["country"])
    except ValueError:
        faults["country"] = gettext("Choose a country.")
    if not given["title"]:
        faults["title"] = gettext("Write a title; you can change it later.")
    elif len(given["title"]) > LONGEST_TITLE:
        faults["title"] = gettext("Shorten the title to %(n)s characters.", n=LONGEST_TITLE)
    return faults


def _page(given: dict[str, str], faults: dict[str, str]) -> str:
    return render_template(
        "curate/new.html",
        given=given,
        faults=faults,
        kinds=scheme("kind").terms.values(),
        countries=countries_for(signed_in()),
    )
