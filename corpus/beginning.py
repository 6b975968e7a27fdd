"""Begins drafts for people while they wait: fetches or opens, reads apart, suggests, and hands over to the workflow."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Literal

from filelock import FileLock, Timeout

from corpus import candidates as kept_candidates
from corpus import jobs as kept_jobs
from corpus.asking import collect_address
from corpus.candidates import Candidates, Kept
from corpus.collecting import folder_of
from corpus.drafting import Beginning, Where, begin_from, citing, held_to, of_record, with_id
from corpus.extraction.model import Extracted, ExtractionError, MediaType
from corpus.extraction.sandbox import extract_apart
from corpus.fetching.archive import Archive, NotArchived
from corpus.fetching.ledger import Ledger
from corpus.jobs import Job, Jobs
from corpus.suggestions.embedded import fresh
from corpus.suggestions.model import Suggestion
from corpus.suggestions.taught import Taught
from corpus.uploads import READ, Uploads
from indexer.base import Base
from kb.accounts import Account, Accounts, Role
from kb.errors import KbError
from kb.messages import Message
from kb.model import Practice
from kb.sqlite import SqliteFile
from kb.workflow.naming import suggest_id
from kb.workflow.notes import ALIKE, Note
from kb.workflow.rights import NotAllowed
from kb.workflow.tables import Origin
from kb.workflow.workflow import Workflow

AT_ONCE = 2  # jobs; a slow site holds up one of them
TITLE_OF_RECORDS = 300
_log = logging.getLogger(__name__)
_TROUBLE = Message("Something went wrong here. Nothing was lost; try again, or tell the people who run this site.")
_NOT_TAKEN = Message("Give a PDF, a Word file (.docx) or a workbook (.xlsx).")


class Beginnings:
    """Jobs of a base and the threads that do them. One process at a time does them: the one that holds the lock."""

    def __init__(self, base: Base, published: Callable[[], Iterable[Practice]] | None = None) -> None:
        self._base, self._published = base, published or base.store.all_published
        self._file = SqliteFile(base.settings.store_path, kept_jobs.MIGRATIONS, kept_candidates.MIGRATIONS)
        self.jobs, self.candidates = Jobs(self._file), Candidates(self._file)
        self.uploads = Uploads(base.settings.home / "uploads")
        self._taught = Taught(base)
        self._lock = threading.Lock()
        self._alone = FileLock(base.settings.home / "jobs.lock", timeout=0, thread_local=False)
        self._threads: ThreadPoolExecutor | None = None
        self._ready = False

    def open(self) -> Beginnings:
        """Return this with its tables made."""
        with self._lock:
            if not self._ready:
                self._file.create()
                self._ready = True
        return self

    def wake(self) -> None:
        """See to it that what waits is done; what a process that ended left behind is begun again."""
        self.open()
        with self._lock:
            if self._threads is None:
                try:
                    self._alone.acquire()
                except Timeout:
                    return
                self.jobs.take_up()
                self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="begin")
            self._threads.submit(self._do_waiting)

    def close(self) -> None:
        """Let running jobs end, and close the files."""
        with self._lock:
            threads, self._threads = self._threads, None
        if threads:
            threads.shutdown(cancel_futures=True)
            self._alone.release()
        self._file.close()

    def _do_waiting(self) -> None:
        while job := self.jobs.claim():
            try:
                self._do(job)
            except NotAllowed:
                self.jobs.end(job.id, "failed", said=Message("Your account may not begin a draft of this."))
            except (ExtractionError, NotArchived) as error:
                if job.kind == "file":
                    self.uploads.forget(job.file)
                self.jobs.end(job.id, "failed", said=error.message)
            except KbError as error:
                self.jobs.end(job.id, "failed", said=error.message)
            except Exception:  # noqa: BLE001 - a thread has nobody to raise to, and a person waits for an answer
                _log.exception("job %s", job.id)
                self.jobs.end(job.id, "failed", said=_TROUBLE)

    def _do(self, job: Job) -> None:
        account = Accounts(self._base.store.file).people.by_id(job.account)
        if job.kind == "file":
            self._from_file(job, account)
            return
        kept = self.candidates.get(int(job.reference)) if job.kind == "candidate" else None
        kept = kept or collect_address(job.reference, self.candidates)
        draft = self._begun(job, account, self.read(kept), kept.found.address)
        if kept.state != "taken":
            self.candidates.decide(kept.id, "taken", account.email, f"draft {draft}")
        self.jobs.end(job.id, "done", draft=draft)

    def _from_file(self, job: Job, account: Account) -> None:
        extracted = extract_apart(self.uploads.content(job.file), None, "")
        if extracted.media_type not in READ:
            raise ExtractionError(_NOT_TAKEN)
        self.jobs.end(job.id, "running", media_type=extracted.media_type.value)
        row = job.row
        if extracted.media_type is MediaType.XLSX:
            if not extracted.records:
                raise ExtractionError(Message("The workbook has no row of our template; download it and fill it in."))
            if row is None and len(extracted.records) > 1:
                titles = [record["title"][:TITLE_OF_RECORDS] for record in extracted.records]
                self.jobs.end(job.id, "choose", choices=titles)
                return
            extracted = of_record(extracted, row or 0)
        self.jobs.end(job.id, "done", draft=self._begun(job, account, extracted, ""))

    def read(self, kept: Kept) -> Extracted:
        """Read a candidate again from the archive, without asking anybody; raise `NotArchived` if it is not there."""
        if kept.resource is None:
            raise NotArchived(Message("Nothing of %(address)s is archived.", address=kept.found.address))
        folder = folder_of(self._base.settings.home)
        ledger = Ledger(folder)
        try:
            archive = Archive(folder / "warc", ledger.file, "reader")
            resource = archive.resource(kept.resource)
            return extract_apart(archive.body(resource), resource.media_type, resource.final)
        finally:
            ledger.close()

    def suggestions(self, extracted: Extracted) -> tuple[list[Suggestion], str]:
        """Return the suggestions for a document; none with the reason when the base or the encoder gives none."""
        try:
            encoder = self._base.load_encoder()
            return self._taught.now().suggest(extracted, fresh(encoder)), ""
        except KbError as error:
            _log.info("no suggestions: %s", error)
            return [], Message("No suggestions were made: the base has too few practices, or its encoder is missing.")

    def _begun(self, job: Job, account: Account, extracted: Extracted, address: str) -> int:
        """Begin the draft and return its number."""
        suggestions, why_none = self.suggestions(extracted)
        if why_none:
            extracted = extracted.model_copy(update={"notes": (*extracted.notes, why_none)})
        today = datetime.now(UTC).date()
        beginning = begin_from(extracted, suggestions, Where(address, today))
        if cited := citing(address, self._published()):
            beginning.notes[ALIKE] = [*cited, *beginning.notes.get(ALIKE, ())]
        if account.role is Role.LIAISON:
            beginning = held_to(beginning, account.countries, account.institution)
        origin = Origin(
            _KINDS[job.kind] if job.row is None else "spreadsheet", address or job.reference, _plain(beginning)
        )
        content = with_id(beginning.content, self._id(beginning, today))
        return Workflow(self._base.store, self._base.settings.review_months).create_draft(account, content, origin).id

    def _id(self, beginning: Beginning, today: date) -> str:
        named = beginning.content.title.en or beginning.content.title.id
        return suggest_id(beginning.content.country, named, today.year, self._is_taken) if named else ""

    def _is_taken(self, slug: str) -> bool:
        return self._base.store.latest(slug) is not None


_KINDS: dict[str, Literal["address", "document", "candidate"]] = {
    "address": "address", "file": "document", "candidate": "candidate",
}  # fmt: skip


def _plain(beginning: Beginning) -> dict[str, tuple[Note, ...]]:
    return {name: tuple(notes) for name, notes in beginning.notes.items()}
