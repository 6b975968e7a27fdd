"""The pages of curators: the workflow at hand, and its refusals as pages."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from corpus.candidates import UnknownCandidate
from corpus.jobs import UnknownJob
from corpus.uploads import MAX_UPLOAD
from kb.workflow.rights import NotAllowed, may_see
from kb.workflow.tables import Draft, UnknownDraft
from kb.workflow.workflow import AlreadyOpen, Stale, Workflow
from web.access import signed_in
from web.context import base, contents
from web.curate.wording import reason_text
from web.errors import error_page
from web.security import UPLOAD

blueprint = Blueprint("curate", __name__, url_prefix="/curate")


def workflow() -> Workflow:
    """Return the workflow over the store of this application."""
    return Workflow(base().store, base().settings.review_months, lambda: contents().practices.values())


def readable(number: int) -> Draft:
    """Return a draft that the person may see; 404 for any other, so that nobody learns which there are."""
    draft = workflow().draft(number)
    if not may_see(signed_in(), draft.subject):
        raise UnknownDraft(f"no draft {number}")
    return draft


@blueprint.errorhandler(NotAllowed)
def _not_allowed(error: NotAllowed) -> ResponseReturnValue:
    return error_page(403, reason_text(error.reason))


@blueprint.errorhandler(UnknownDraft)
def _unknown(error: UnknownDraft) -> ResponseReturnValue:
    return error_page(404, gettext("There is no such draft, or it is not open to you."))


@blueprint.errorhandler(UnknownJob)
def _unknown_job(error: UnknownJob) -> ResponseReturnValue:
    return error_page(404, gettext("There is no such draft, or it is not open to you."))


@blueprint.errorhandler(UnknownCandidate)
def _unknown_candidate(error: UnknownCandidate) -> ResponseReturnValue:
    return error_page(404, gettext("There is no such candidate, or its source has a newer version by now."))


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    if request.endpoint != UPLOAD:
        return error_page(413)
    return error_page(413, gettext("The file is too large: at most %(n)s MB.", n=MAX_UPLOAD // 1_000_000))


@blueprint.errorhandler(Stale)
def _stale(error: Stale) -> ResponseReturnValue:
    return error_page(
        409, gettext("The draft was changed since you opened it. Go back, look at it again, then decide.")
    )


@blueprint.errorhandler(AlreadyOpen)
def _already_open(error: AlreadyOpen) -> ResponseReturnValue:
    try:
        readable(error.draft)
    except UnknownDraft:
        abort(409, gettext("Somebody else has an open draft of this practice."))
    flash(gettext("This draft of the practice was open already."))
    return redirect(url_for("curate.draft", number=error.draft), 303)
