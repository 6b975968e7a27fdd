"""A practice as curators look after it: where it stands, when it is due, what was done."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.accounts import Role
from kb.workflow import tables
from kb.workflow.rights import offered
from kb.workflow.workflow import CommentMissing
from web.access import requires, signed_in
from web.context import base
from web.curate.blueprint import blueprint, workflow
from web.curate.drafts import day


@blueprint.get("/practices/<slug>")
@requires(Role.LIAISON)
def practice(slug: str) -> ResponseReturnValue:
    """Show where a practice stands and what may be done."""
    return _page(slug)


@blueprint.post("/practices/<slug>/act")
@requires(Role.LIAISON)
def act_on_practice(slug: str) -> ResponseReturnValue:
    """Take an action on a practice."""
    workflow().standing(slug)  # what does not exist is said before what is wrong with the form
    comment = request.form.get("comment", "")
    try:
        draft = workflow().perform_on_practice(
            signed_in(), slug, request.form.get("action", ""), comment, day(request.form.get("due_on", ""))
        )
    except CommentMissing:
        return _page(slug, missing=gettext("Write a comment, so that others know why."), comment=comment), 400
    if draft:
        return redirect(url_for("curate.edit", number=draft.id), 303)
    base().follower.changed()
    flash(gettext("Done."))
    return redirect(url_for("curate.practice", slug=slug), 303)


def _page(slug: str, *, missing: str = "", comment: str = "") -> str:
    standing = workflow().standing(slug)
    return render_template(
        "curate/practice.html",
        standing=standing,
        practice=standing.practice,
        actions=offered(signed_in(), standing.subject, "practice"),
        steps=tables.read_steps(base().store.file.read(), "practice", slug),
        revisions=base().store.timeline(slug),
        next_review=workflow().next_review(),
        missing=missing,
        comment=comment,
    )
