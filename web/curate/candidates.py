"""What collecting found, for a person to take up or to dismiss."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from corpus.candidates import Candidates, Kept
from corpus.sources.registry import load_sources
from kb.accounts import Role
from web.access import requires, signed_in
from web.context import base, beginnings
from web.curate.blueprint import blueprint
from web.curate.start import ask

SHOWN = 100
MOST_OF_A_REASON = 500  # characters


@blueprint.get("/candidates")
@requires(Role.LIAISON)
def candidates() -> ResponseReturnValue:
    """List the candidates that nobody has decided on."""
    return _page()


@blueprint.post("/candidates/<int:number>/take")
@requires(Role.LIAISON)
def take(number: int) -> ResponseReturnValue:
    """Begin a draft from a candidate."""
    kept = _known(number)
    if kept.state == "taken":
        flash(gettext("Somebody has taken it already: %(who)s.", who=kept.decided_by))
        return redirect(url_for("curate.candidates"), 303)
    job = ask("candidate", str(number))
    if job.account != signed_in().id:
        flash(gettext("Somebody else is beginning a draft from it."))
        return redirect(url_for("curate.candidates"), 303)
    return redirect(url_for("curate.job", number=job.id), 303)


@blueprint.post("/candidates/<int:number>/dismiss")
@requires(Role.LIAISON)
def dismiss(number: int) -> ResponseReturnValue:
    """Dismiss a candidate for good, with the reason."""
    kept = _known(number)
    reason = request.form.get("reason", "").strip()[:MOST_OF_A_REASON]
    if kept.state != "new":
        flash(gettext("Somebody has decided on it already: %(who)s.", who=kept.decided_by))
        return redirect(url_for("curate.candidates"), 303)
    if not reason:
        return _page(missing=number)
    beginnings().candidates.decide(number, "dismissed", signed_in().email, reason)
    flash(gettext("Dismissed. No later run brings it back."))
    return redirect(url_for("curate.candidates"), 303)


def _known(number: int) -> Kept:
    return _candidates().get(number)


def _candidates() -> Candidates:
    return beginnings().candidates


def _page(*, missing: int = 0) -> ResponseReturnValue:
    sources = {name: source.title for name, source in load_sources(base().settings.sources).items()}
    chosen = request.args.get("source", "")
    found = _candidates().all("new", chosen or None, SHOWN)
    page = render_template(
        "curate/candidates.html",
        candidates=found,
        count=_candidates().count(chosen or None),
        sources=sources,
        chosen=chosen,
        missing=missing,
        readings=_candidates().readings(*(kept.id for kept in found)),
    )
    return page, 422 if missing else 200
