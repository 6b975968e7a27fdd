"""A draft as its authors and reviewers look at it: what it changes, what was said, what may be done."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from kb.accounts import Role
from kb.errors import UsageError
from kb.workflow import tables
from kb.workflow.content import Content, of_practice
from kb.workflow.fields import differences
from kb.workflow.rights import offered
from kb.workflow.states import EDITABLE, OPEN, State
from kb.workflow.tables import Draft
from kb.workflow.validation import Invalid
from kb.workflow.workflow import CommentMissing
from web.access import requires, signed_in
from web.context import base
from web.curate import form
from web.curate.blueprint import blueprint, readable, workflow


@blueprint.get("/drafts/<int:number>")
@requires(Role.LIAISON)
def draft(number: int) -> ResponseReturnValue:
    """Show a draft: the changes, the faults, the timeline, and the actions that the table offers."""
    return _page(readable(number))


@blueprint.post("/drafts/<int:number>/act")
@requires(Role.LIAISON)
def act(number: int) -> ResponseReturnValue:
    """Take an action on the version that the person saw."""
    found = readable(number)
    comment, name = request.form.get("comment", ""), request.form.get("action", "")
    try:
        version = int(request.form.get("version", ""))
        due_on = day(request.form.get("due_on", ""))
        after = workflow().perform(signed_in(), number, name, version, comment, due_on)
    except ValueError:
        abort(400, gettext("The form does not say which version it is about."))
    except CommentMissing:
        return _page(found, missing=gettext("Write a comment, so that others know why."), comment=comment), 400
    except Invalid:
        return _page(
            found, missing=gettext("This cannot be done before the draft meets the rules."), comment=comment
        ), 400
    if after.state is State.PUBLISHED:
        base().follower.changed()
        flash(gettext("Published. Readers see it now, and search finds it."))
    else:
        flash(gettext("Done."))
    return redirect(url_for("curate.draft" if after.state in OPEN else "curate.home", number=number)
                    if after.state is not State.PUBLISHED
                    else url_for("curate.practice", slug=after.practice), 303)  # fmt: skip


@blueprint.get("/drafts/<int:number>/preview")
@requires(Role.LIAISON)
def preview(number: int) -> ResponseReturnValue:
    """Show a draft as readers will see it, as soon as its shape is right."""
    found = readable(number)
    practice, findings = workflow().examine(found)
    if practice is None:
        flash(gettext("The preview needs the fields below first."))
        return redirect(url_for("curate.edit", number=number, check=1, _anchor="faults"), 303)
    return render_template("curate/preview.html", draft=found, practice=practice, findings=findings)


@blueprint.get("/drafts/<int:number>/changes")
@requires(Role.LIAISON)
def changes(number: int) -> ResponseReturnValue:
    """Show what differs between two saves of a draft, `from` and `to`."""
    found = readable(number)
    db = base().store.file.read()
    versions = tables.read_versions(db, number)
    try:
        before, after = (int(request.args.get(name, standard)) for name, standard in
                         (("from", max(found.version - 1, 1)), ("to", found.version)))  # fmt: skip
    except ValueError:
        raise UsageError("a version is named by its number") from None
    old, new = (tables.read_version(db, number, one)[1] for one in (before, after))
    return render_template(
        "curate/changes.html",
        draft=found,
        versions=versions,
        before=before,
        after=after,
        content=new,
        differences=differences(old, new),
    )


def day(text: str) -> date | None:
    """Return a day of a form; None for an empty one. Raises `UsageError` for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{text[:40]!r} is not a date; write YYYY-MM-DD") from None


def _page(found: Draft, *, missing: str = "", comment: str = "") -> str:
    db = base().store.file.read()
    findings = workflow().examine(found)[1] if found.state in OPEN else []
    return render_template(
        "curate/draft.html",
        draft=found,
        content=found.content,
        editable=found.state in EDITABLE,
        actions=offered(signed_in(), found.subject, "draft"),
        findings=findings,
        faults=form.by_field(findings),
        differences=differences(_before(found), found.content),
        steps=tables.read_steps(db, "draft", found.id),
        versions=tables.read_versions(db, found.id),
        wrote=signed_in().id in found.editors,
        missing=missing,
        comment=comment,
        next_review=workflow().next_review(),
    )


def _before(found: Draft) -> Content:
    """Return what the draft changes: the revision that it was begun from, nothing for a new practice."""
    if found.practice and found.base:
        return of_practice(base().store.revision(found.practice, found.base))
    return Content()
