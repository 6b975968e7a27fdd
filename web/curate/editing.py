"""The form of a draft: shown, saved, and two versions of it merged."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.accounts import Role
from kb.workflow import fields
from kb.workflow.rights import NotAllowed
from kb.workflow.states import EDITABLE
from kb.workflow.validation import Invalid
from kb.workflow.workflow import Saved
from web.access import requires, signed_in
from web.curate import form
from web.curate.blueprint import blueprint, readable, workflow
from web.curate.choices import choices_for

JSON = "application/json"


@blueprint.get("/drafts/<int:number>/edit")
@requires(Role.LIAISON)
def edit(number: int) -> ResponseReturnValue:
    """Show the form of a draft; with `check`, what stands against publishing it beside the fields."""
    draft = readable(number)
    if draft.state not in EDITABLE:
        raise NotAllowed("save", "state")
    findings = workflow().examine(draft)[1] if "check" in request.args else []
    return render_template(
        "curate/edit.html",
        draft=draft,
        content=draft.content,
        values=form.values(draft.content),
        faults=form.by_field(findings),
        findings=findings,
        checked="check" in request.args,
        choices=choices_for(signed_in(), draft.content),
    )


@blueprint.post("/drafts/<int:number>/edit")
@requires(Role.LIAISON)
def save(number: int) -> ResponseReturnValue:
    """Keep what was written. Whoever asks for JSON, as the page does by itself now and then, is told the version."""
    draft = readable(number)
    sent = form.sent(request.form)
    content = fields.in_order_of(sent.content, draft.content)
    saved = workflow().save(signed_in(), number, content, sent.started_from)
    if request.accept_mimetypes.best_match((JSON, "text/html")) == JSON:
        return _told(number, saved)
    if saved.conflict:
        return redirect(url_for("curate.conflict", number=number, aside=saved.version), 303)
    if sent.then == "submit":
        return _submit(number, saved.version)
    if sent.then in ("check", "preview"):
        flash(gettext("Saved."))
        where = {"check": "curate.edit", "preview": "curate.preview"}[sent.then]
        return redirect(url_for(where, number=number, check=1 if sent.then == "check" else None), 303)
    if not sent.anchor:
        flash(gettext("Saved."))
    return redirect(url_for("curate.edit", number=number, _anchor=sent.anchor or None), 303)


@blueprint.get("/drafts/<int:number>/merge/<int:aside>")
@requires(Role.LIAISON)
def conflict(number: int, aside: int) -> ResponseReturnValue:
    """Show two versions of a draft field by field, with a choice for each."""
    return _conflict(number, aside, {}), 200


@blueprint.post("/drafts/<int:number>/merge/<int:aside>")
@requires(Role.LIAISON)
def merge(number: int, aside: int) -> ResponseReturnValue:
    """Save what was chosen."""
    picks = {name: request.form[name] for name in request.form if name.startswith("pick.")}
    draft = readable(number)
    sides = workflow().sides(draft, aside)
    open_ = fields.choices(sides.ancestor, sides.mine, sides.theirs)
    if str(sides.version) != request.form.get("_version") or any(
        picks.get(pick_name(choice.unit)) not in ("mine", "theirs") for choice in open_
    ):
        return _conflict(number, aside, picks, incomplete=True), 400
    mine_in = [choice.unit for choice in open_ if picks[pick_name(choice.unit)] == "mine"]
    content = fields.merged(sides.mine, sides.theirs, mine_in)
    saved = workflow().save(signed_in(), number, content, sides.version, settles=aside)
    if saved.conflict:
        return redirect(url_for("curate.conflict", number=number, aside=saved.version), 303)
    flash(gettext("Both versions are merged and saved. What you did not choose is kept in the versions of the draft."))
    return redirect(url_for("curate.edit", number=number), 303)


def pick_name(unit: fields.Path) -> str:
    """Return the name of the field with which a side is chosen."""
    return f"pick.{'.'.join(unit)}"


def _conflict(number: int, aside: int, picks: dict[str, str], *, incomplete: bool = False) -> str:
    draft = readable(number)
    sides = workflow().sides(draft, aside)
    return render_template(
        "curate/conflict.html",
        draft=draft,
        aside=aside,
        sides=sides,
        open_choices=fields.choices(sides.ancestor, sides.mine, sides.theirs),
        picks=picks,
        incomplete=incomplete,
        pick_name=pick_name,
    )


def _submit(number: int, version: int) -> ResponseReturnValue:
    try:
        workflow().perform(signed_in(), number, "submit", version)
    except Invalid:
        return redirect(url_for("curate.edit", number=number, check=1, _anchor="faults"), 303)
    flash(gettext("The draft is submitted. A reviewer who did not write it will look at it."))
    return redirect(url_for("curate.draft", number=number), 303)


def _told(number: int, saved: Saved) -> ResponseReturnValue:
    if saved.conflict:
        address = url_for("curate.conflict", number=number, aside=saved.version)
        return jsonify(version=saved.version, conflict=address), 409
    return jsonify(version=saved.version)
