"""Comments on their way in: gathered into lots, brought to their pages, and told of in the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from depesche.comments import actions as comments
from depesche.comments.actions import Page
from depesche.formats import discussion, disqus
from depesche.formats.discussion import Comment, Thread
from depesche.formats.malformed import Malformed
from depesche.ingest import places
from depesche.ingest.imports import Leftovers, Papers, folder_of, left, source_of
from depesche.ingest.limits import limited_memory
from depesche.ingest.refusals import NotImportable
from depesche.ingest.report import Report
from depesche.ingest.shelves import Shelf, Talk
from depesche.ingest.streams import Counted

AT_ONCE = 1000  # comments in a lot; a page with more is a lot of its own
PAGES = 200  # pages in a lot, at most

Find = Callable[[Sequence[Thread]], dict[str, Page]]


class Bringing:
    """Brings comments to their pages, and leaves aside those whose page is not here."""

    def __init__(self, source: str, *, at: datetime, leftovers: Leftovers, report: Report) -> None:
        self._source, self._at = source, at
        self._leftovers, self._report = leftovers, report

    def bring(self, talks: Iterable[tuple[Thread, Page | None, Sequence[Comment]]]) -> None:
        """One lot, in one transaction."""
        here: list[tuple[Page, Sequence[Comment]]] = []
        for thread, page, said in talks:
            for comment in said:
                self._leftovers.met(thread.key, comment)
            if page is None:
                self._leave(thread, said)
            else:
                here.append((page, said))
        write = not self._report.dry_run
        for brought in comments.bring(source=self._source, talks=here, at=self._at, write=write) if here else ():
            self._tell(brought)

    def all_of(self, talks: Iterable[Talk], find: Find, progress: Callable[[int], object]) -> None:
        """Everything, lot by lot; what was brought before a run broke off is there the next time."""
        for lot in _lots(talks):
            found = find([thread for thread, _said in lot])
            self.bring([(thread, found.get(thread.key), said) for thread, said in lot])
            progress(sum(len(said) for _thread, said in lot))

    def would(self, said: Sequence[Comment], title: str) -> None:
        """What a trial says of comments whose page is not there yet, but would be."""
        coming = [comment for comment in said if comment.state not in ("spam", "deleted")]
        if coming:
            self._report.count("imported", "comment", len(coming))
        self._skip([comment for comment in said if comment not in coming], title)

    def _leave(self, thread: Thread, said: Sequence[Comment]) -> None:
        for comment in said:
            if comment.state not in ("spam", "deleted"):
                self._leftovers.leave(thread.key, comment, thread if thread.address or thread.identifiers else None)
                why = _("a comment whose page is no article here: kept in a file")
                self._report.remark("skipped", why, thread.title or thread.address or thread.key)
        self._skip([comment for comment in said if comment.state in ("spam", "deleted")], thread.title or thread.key)

    def _tell(self, brought: comments.Brought) -> None:
        for outcome, number in (("imported", brought.new), ("unchanged", brought.known)):
            if number:
                self._report.count(outcome, "comment", number)  # type: ignore[arg-type]  # two of its three words
        for comment in brought.moved:
            why = _("an answer to a comment that did not come along: it hangs on the one above, or begins a thread")
            self._report.remark("lost", why, brought.page.title, comment.author)
        self._skip(brought.left, brought.page.title)

    def _skip(self, said: Iterable[Comment], title: str) -> None:
        for comment in said:
            spam = comment.state == "spam"
            gone = _("comment that was deleted over there, or says nothing")
            self._report.remark("skipped", _("comment that was refused as spam or binned") if spam else gone, title)


def import_disqus(
    path: Path, *, at: datetime, dry_run: bool = False, progress: Callable[[int], object] = lambda step: None
) -> Report:
    """Bring in the comments of an export of Disqus; pages are found by their old or our own addresses.

    ``progress`` is told the number of bytes done.  Raises NotImportable with
    one sentence when the file cannot be read (any further); what was good so
    far is kept, and its report goes along.
    """
    report = Report(dry_run=dry_run)
    with limited_memory(), path.open("rb") as stream, closing(Shelf()) as shelf:
        records = disqus.load(cast("BinaryIO", Counted(stream, lambda step: progress(step // 2))))
        fault = _put(records, shelf)
        share = path.stat().st_size / 2 / max(len(shelf), 1)
        report.source = f"disqus:{shelf.name or path.stem}"[:200]
        _bring_all(shelf.talks(), report, at, lambda number: progress(int(number * share)))
    if fault:
        raise NotImportable(str(fault), report) from fault
    return report


def import_discussions(
    path: Path, *, at: datetime, dry_run: bool = False, progress: Callable[[int], object] = lambda step: None
) -> Report:
    """Bring in discussions that a newsroom like this one has exported as JSON; pages are found as for Disqus."""
    report = Report(source=f"{_OURS}{path.stem}", dry_run=dry_run)
    with limited_memory(), path.open("rb") as stream:
        try:
            _bring_all(_talks(discussion.load(cast("BinaryIO", Counted(stream, progress)))), report, at)
        except Malformed as fault:
            raise NotImportable(str(fault), report) from fault
    return report


def import_left_comments(
    name: str, *, at: datetime, dry_run: bool = False, progress: Callable[[int], object] = lambda step: None
) -> Report:
    """Bring in the comments that an earlier import has left in its folder; those that find no page stay there.

    ``progress`` is told the number of comments done.
    """
    folder = folder_of(name)
    report = Report(source=source_of(folder), dry_run=dry_run)

    def find(threads: Sequence[Thread]) -> dict[str, Page]:
        return places.by_names(threads) | places.by_keys(report.source, [thread.key for thread in threads])

    with limited_memory(), Leftovers(folder, dry_run=dry_run) as leftovers:
        bringing = Bringing(_known_by(report.source), at=at, leftovers=leftovers, report=report)
        bringing.all_of(_left_talks(folder), find, progress)
    return report


_OURS = "discussions:"


def _known_by(source: str) -> str:
    """What comments are known by; those of a newsroom like this one go by their own names."""
    return "" if source.startswith(_OURS) else source


def _bring_all(
    talks: Iterable[Talk], report: Report, at: datetime, progress: Callable[[int], object] = lambda number: None
) -> None:
    with Papers(report.source.replace(":", "-", 1), report, dry_run=report.dry_run) as papers:
        bringing = Bringing(_known_by(report.source), at=at, leftovers=papers.leftovers, report=report)
        bringing.all_of(talks, places.by_names, progress)


def _put(records: Iterable[disqus.Record], shelf: Shelf) -> Malformed | None:
    """Put everything on the shelf; answers with what is wrong with the rest."""
    try:
        for record in records:
            match record:
                case disqus.Forum():
                    shelf.name = record.name
                case Thread():
                    shelf.add_thread(record)
                case disqus.Post():
                    shelf.add(record.thread, record.comment)
    except Malformed as fault:
        return fault
    return None


def _talks(records: Iterable[discussion.Record]) -> Iterator[Talk]:
    """Each page with its comments, what came before a fault included."""
    thread, said = None, list[Comment]()
    try:
        for record in records:
            if not isinstance(record, Thread):
                said.append(record)
                continue
            if thread:
                yield thread, said
            thread, said = record, []
    except Malformed:
        if thread:
            yield thread, said
        raise
    if thread:
        yield thread, said


def _left_talks(folder: Path) -> Iterator[Talk]:
    for on, group in groupby(left(folder), key=lambda each: each[0]):
        each = list(group)
        thread = next((thread for _on, _comment, thread in each if thread), None)
        yield thread or Thread(key=on), [comment for _on, comment, _thread in each]


def _lots(talks: Iterable[Talk]) -> Iterator[list[Talk]]:
    """As many pages as go into one transaction; what came before a fault is written before it is told."""
    lot: list[Talk] = []
    number = 0
    try:
        for talk in talks:
            lot.append(talk)
            number += len(talk[1])
            if number >= AT_ONCE or len(lot) >= PAGES:
                yield lot
                lot, number = [], 0
    except Malformed:
        if lot:
            yield lot
        raise
    if lot:
        yield lot
