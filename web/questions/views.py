"""Questions to the liaisons: the form, the thread, and what becomes of an answer."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from corpus.answers import keep_as_candidate
from corpus.fetching.addresses import AddressRefused
from kb.accounts import Role
from kb.asking import letters
from kb.asking.desk import MOST_OF_A_QUESTION, MOST_OF_AN_ANSWER, Asking, answers, responsible
from kb.asking.tables import About, Question, UnknownQuestion
from kb.errors import UsageError
from kb.mail import Letter, send
from kb.settings import Settings
from kb.workflow.rights import NotAllowed
from web.access import accounts, requires, signed_in
from web.context import base, contents
from web.errors import error_page
from web.language import said
from web.letters import afterwards
from web.limits import LETTERS, limiter
from web.practices.views import published
from web.questions.about import asked_about, parameters

blueprint = Blueprint("questions", __name__, url_prefix="/questions")


def asking() -> Asking:
    """Return the questions of this application."""
    return Asking(base().store.file)


@blueprint.get("/ask")
@requires(Role.READER)
def ask() -> ResponseReturnValue:
    """Show the form for a question about a practice, a challenge or a cell of a comparison."""
    return _form(asked_about(request.args), request.args.get("text", "")[:MOST_OF_A_QUESTION])


@blueprint.post("/ask")
@requires(Role.READER)
@limiter.limit(LETTERS)
def put() -> ResponseReturnValue:
    """Put a question, and write to those who are responsible."""
    about = asked_about(request.form)
    text = request.form.get("text", "")
    try:
        question = asking().ask(signed_in(), text, about)
    except UsageError as error:
        return _form(about, text, said(error.message)), 422
    people = responsible(accounts().people.all(), about, signed_in().id)
    _write(lambda site: [letters.asked(one, site, question) for one in people])
    flash(gettext("The question was put. You are written to when it is answered."))
    return redirect(url_for("questions.question", number=question.id), 303)


@blueprint.get("/")
@requires(Role.READER)
def index() -> ResponseReturnValue:
    """List one's own questions, and those that one may answer."""
    return render_template("questions/index.html", questions=asking().questions(signed_in()))


@blueprint.get("/<int:number>")
@requires(Role.READER)
def question(number: int) -> ResponseReturnValue:
    """Show a question with its thread."""
    return _page(asking().question(signed_in(), number))


@blueprint.post("/<int:number>/reply")
@requires(Role.READER)
@limiter.limit(LETTERS)
def reply(number: int) -> ResponseReturnValue:
    """Write to a question; who asked it, or who is to answer, gets a letter."""
    found, account = asking().question(signed_in(), number), signed_in()
    text, source = request.form.get("text", ""), request.form.get("source", "")
    try:
        after = asking().reply(account, number, text, source, agreed="agreed" in request.form)
    except UsageError as error:
        return _page(found, fault=said(error.message), text=text, source=source), 422
    people = accounts().people.all()
    if account.id != found.asker:
        asker = [one for one in people if one.id == found.asker and one.active]
        _write(lambda site: [letters.answered(one, site, after) for one in asker])
    else:
        _write(lambda site: [letters.asked(one, site, after) for one in responsible(people, found.about, found.asker)])
    flash(gettext("Sent."))
    return redirect(url_for("questions.question", number=number), 303)


@blueprint.post("/<int:number>/close")
@requires(Role.READER)
def close(number: int) -> ResponseReturnValue:
    """Close a question."""
    asking().close(signed_in(), number)
    flash(gettext("The question is closed."))
    return redirect(url_for("questions.index"), 303)


@blueprint.post("/<int:number>/posts/<int:post>/agree")
@requires(Role.LIAISON)
def agree(number: int, post: int) -> ResponseReturnValue:
    """Let one's own answer be shown to readers, or no longer."""
    asking().agree(signed_in(), number, post, agreed="agreed" in request.form)
    flash(gettext("Done."))
    return redirect(url_for("questions.question", number=number), 303)


@blueprint.post("/<int:number>/posts/<int:post>/note")
@requires(Role.REVIEWER)
def note(number: int, post: int) -> ResponseReturnValue:
    """Show an answer as a note on the page of a practice; with an empty id, no longer."""
    asking().require_review(signed_in(), number, post)
    slug = request.form.get("practice", "").strip()
    asking().show(signed_in(), number, post, published(slug).id if slug else "")
    flash(gettext("Done."))
    return redirect(url_for("questions.question", number=number), 303)


@blueprint.post("/<int:number>/posts/<int:post>/candidate")
@requires(Role.REVIEWER)
def candidate(number: int, post: int) -> ResponseReturnValue:
    """Keep the source of an answer as a candidate."""
    found = asking().require_review(signed_in(), number, post)
    try:
        kept = keep_as_candidate(base().store.file, found, found.post(post))
    except AddressRefused:
        return _page(found, fault=gettext("The source of the answer is not a public web address.")), 422
    asking().became_candidate(post, kept)
    flash(gettext("It is candidate %(number)s now.", number=kept))
    return redirect(url_for("questions.question", number=number), 303)


@blueprint.errorhandler(UnknownQuestion)
def _unknown(error: UnknownQuestion) -> ResponseReturnValue:
    return error_page(404, gettext("There is no such question, or it is not open to you."))


@blueprint.errorhandler(NotAllowed)
def _not_allowed(error: NotAllowed) -> ResponseReturnValue:
    return error_page(403, gettext("This is for another person to do."))


def _form(about: About, text: str, fault: str = "") -> str:
    return render_template(
        "questions/ask.html",
        about=about,
        parameters=parameters(about),
        practices=contents().practices,
        text=text,
        fault=fault,
        most=MOST_OF_A_QUESTION,
    )


def _page(found: Question, *, fault: str = "", text: str = "", source: str = "") -> str:
    account = signed_in()
    practices = contents().practices
    own = [one for one in practices.values() if one.country == found.about.country]
    return render_template(
        "questions/question.html",
        question=found,
        about=found.about,
        practices=practices,
        may_answer=account.id != found.asker and answers(account, found.about),
        notable=[practices[found.about.practice]] if found.about.practice in practices else own,
        fault=fault,
        text=text,
        source=source,
        most=MOST_OF_AN_ANSWER,
    )


def _write(made: Callable[[str], list[Letter]]) -> None:
    """Send letters behind the answer."""
    settings: Settings = current_app.config["KB"]

    def work() -> None:
        for letter in made(settings.address):
            send(settings, letter)

    afterwards(work)
