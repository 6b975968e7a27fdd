"""A draft begun from an address or a file: asked for, waited for, and the file taken away again."""

from __future__ import annotations

import io

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.utils import send_file

from corpus.extraction.model import MediaType
from corpus.fetching.addresses import LONGEST
from corpus.jobs import MOST_WAITING, OPEN, Job, Kind, UnknownJob
from corpus.templates import sheet_template, word_template
from corpus.uploads import MAX_UPLOAD, NotKept, shown_name
from kb.accounts import Role
from web.access import requires, signed_in
from web.context import beginnings, lang
from web.curate.blueprint import blueprint, readable
from web.limits import limiter

JSON = "application/json"
ASKED = "30 per minute; 300 per hour"  # of one network address: each may make this site ask another
TEMPLATES = {"docx": (word_template, MediaType.DOCX), "xlsx": (sheet_template, MediaType.XLSX)}


@blueprint.get("/start")
@requires(Role.LIAISON)
def start() -> ResponseReturnValue:
    """Show what a draft can be begun from."""
    return _page()


@blueprint.post("/start/address")
@requires(Role.LIAISON)
@limiter.limit(ASKED)
def from_address() -> ResponseReturnValue:
    """Ask for a draft from an address, and lead to the page that waits for it."""
    address = request.form.get("address", "").strip()
    if not address or len(address) > LONGEST:
        return _page(address=address[:LONGEST], faults={"address": gettext("Paste the address of a page or document.")})
    return _asked("address", address)


@blueprint.post("/start/file")
@requires(Role.LIAISON)
@limiter.limit(ASKED)
def upload() -> ResponseReturnValue:
    """Keep a file and ask for a draft from it."""
    sent = request.files.get("file")
    content = sent.stream.read(MAX_UPLOAD + 1) if sent else b""
    if sent:
        sent.close()
    if not sent or not content:
        return _page(faults={"file": gettext("Choose a file that is not empty.")})
    if len(content) > MAX_UPLOAD:
        abort(413)
    _require_room()
    return _asked("file", shown_name(sent.filename or ""), beginnings().uploads.keep(content))


@blueprint.get("/jobs/<int:number>")
@requires(Role.LIAISON)
def job(number: int) -> ResponseReturnValue:
    """Say how far a job is; lead to its draft once there is one. Whoever asks for JSON is told the state."""
    found = _own(number)
    if found.state in OPEN:
        beginnings().wake()
    if request.accept_mimetypes.best_match((JSON, "text/html")) == JSON:
        return jsonify(state=found.state)
    if found.state == "done":
        flash(gettext("The draft is begun. Look at everything in it: what was suggested may be wrong."))
        return redirect(url_for("curate.edit", number=found.draft), 303)
    if found.state == "failed":
        faults = {"file" if found.kind == "file" else "address": found.said}
        return _page(address=found.reference if found.kind == "address" else "", faults=faults)
    return render_template("curate/job.html", job=found)


@blueprint.post("/jobs/<int:number>/row")
@requires(Role.LIAISON)
def choose_row(number: int) -> ResponseReturnValue:
    """Begin a draft from one row of a workbook; the others can be chosen afterwards."""
    found = _own(number)
    row = request.form.get("row", "")
    if found.state != "choose" or not row.isdecimal() or int(row[:6]) >= len(found.choices):
        abort(400, gettext("There is no such row."))
    return _asked("file", found.reference, found.file, int(row))


@blueprint.get("/template.<ending>")
@requires(Role.LIAISON)
def template(ending: str) -> ResponseReturnValue:
    """Give the template to fill in, in the language of the page."""
    if ending not in TEMPLATES:
        abort(404)
    make, media_type = TEMPLATES[ending]
    name = "praktik-baik" if lang() == "id" else "good-practice"
    return _attachment(make(lang()), media_type, f"{name}.{ending}")


@blueprint.get("/drafts/<int:number>/document")
@requires(Role.LIAISON)
def document(number: int) -> ResponseReturnValue:
    """Give the uploaded file that a draft was begun from, always as a download."""
    readable(number)
    found = beginnings().jobs.of_draft(number)
    if not found or not found.file:
        abort(404)
    media_type = MediaType(found.media_type)
    try:
        return _attachment(
            beginnings().uploads.content(found.file), media_type, shown_name(found.reference, media_type)
        )
    except NotKept:
        abort(404)


def ask(kind: Kind, reference: str, file: str = "", row: int | None = None) -> Job:
    """Put a job into the queue; raise 429 for a person who has too many waiting."""
    _require_room()
    asked = beginnings().jobs.add(signed_in().id, kind, reference, file, row)
    beginnings().wake()
    return asked


def _asked(kind: Kind, reference: str, file: str = "", row: int | None = None) -> ResponseReturnValue:
    return redirect(url_for("curate.job", number=ask(kind, reference, file, row).id), 303)


def _require_room() -> None:
    if beginnings().jobs.waiting(signed_in().id) >= MOST_WAITING:
        abort(429)


def _own(number: int) -> Job:
    found = beginnings().jobs.get(number)
    if found.account != signed_in().id:
        raise UnknownJob(f"no job {number}")
    return found


def _page(*, address: str = "", faults: dict[str, str] | None = None) -> ResponseReturnValue:
    page = render_template(
        "curate/start.html",
        address=address,
        faults=faults or {},
        most=MAX_UPLOAD // 1_000_000,
        candidates=beginnings().candidates.count(),
    )
    return page, 422 if faults else 200


def _attachment(content: bytes, media_type: MediaType, name: str) -> Response:
    answer = send_file(
        io.BytesIO(content), request.environ, mimetype=media_type.value, as_attachment=True, download_name=name
    )
    answer.cache_control.no_store = True
    return answer  # type: ignore[return-value]
