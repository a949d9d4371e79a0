"""An export of WordPress."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from depesche.accounts.models import User
from depesche.formats import wxr
from depesche.formats.malformed import Malformed
from depesche.formats.newsitem import NewsItem
from depesche.ingest.actions.items import settle, write_item
from depesche.ingest.actions.ninjs import NotImportable
from depesche.ingest.actions.pictures import bring_files, developing
from depesche.ingest.imports import Papers
from depesche.ingest.report import Report
from depesche.ingest.run import Run
from depesche.ingest.uploads import Uploads
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Edition

AT_ONCE = 16  # pieces whose pictures are developed together
MEMORY = 2 << 30  # what a hostile export may make this process take, in bytes beyond what it has
# Pages that readers look for at the foot of a site; the desk chooses the others.
_FOOTER = {"about", "about-us", "contact", "imprint", "privacy", "privacy-policy", "terms"} | {
    "ueber-uns", "uber-uns", "kontakt", "impressum", "datenschutz", "datenschutzerklaerung"
}  # fmt: skip


def import_wxr(
    path: Path,
    *,
    at: datetime,
    media: Path | None = None,
    edition: str | None = None,
    credit: str | None = None,
    by: User | None = None,
    dry_run: bool = False,
    progress: Callable[[int], object] = lambda step: None,
) -> Report:
    """Bring in an export of WordPress with the files in ``media``, a copy of its folder of uploads.

    ``edition`` is the code of the edition that takes the pieces; without it,
    each goes to the edition of its language, and the only one takes all.
    ``credit`` stands under pictures whose credit nobody states, by default the
    name of the site.  ``progress`` is told the number of bytes done.

    Raises NotImportable with one sentence when the file cannot be read (any
    further); what was good so far is kept, and its report goes along.
    """
    report = Report(dry_run=dry_run)
    with _within_limits(), path.open("rb") as stream:
        shelf = wxr.Shelf(wxr.attachments(stream))
        stream.seek(0)
        try:
            records = wxr.load(cast("BinaryIO", _Counted(stream, progress)), library=shelf)
            site = next(records)
            assert isinstance(site, wxr.Site)
            run = _run(site, edition, at=at, by=by, dry_run=dry_run, report=report)
            run.shelf = Uploads(media, shelf)
            run.assumed_credit = credit or site.title or urlsplit(site.url).netloc
            with Papers(run.source.removeprefix("wxr:"), report, dry_run=dry_run) as papers:
                _Arrivals(run, papers).take(records)
        except Malformed as fault:
            raise NotImportable(str(fault), report) from fault
        except MemoryError as fault:
            raise NotImportable(_("A record of the file needs more memory than an import may take."), report) from fault
        finally:
            shelf.close()
    return report


class _Arrivals:
    """Takes records as they come: people and sections when a piece needs them, pieces in small lots."""

    def __init__(self, run: Run, papers: Papers) -> None:
        self._run, self._papers = run, papers
        self._report = run.report
        self._beside: dict[str, NewsItem] = {}
        self._tags: dict[str, str] = {}
        self._lot: list[wxr.Piece] = []

    def take(self, records: Iterator[wxr.Record]) -> None:
        """Everything to the end; what came before a fault is written before the fault is told."""
        try:
            for record in records:
                self._take(record)
        finally:
            self._write_lot()
            self._run.flush()
        if not self._run.dry_run:
            settle(run=self._run)
        self._say_what_nobody_needed()

    def _take(self, record: wxr.Record) -> None:
        match record:
            case wxr.Piece():
                self._lot.append(record)
                if len(self._lot) == AT_ONCE:
                    self._write_lot()
            case wxr.Author():
                extra = {"account": record.email} if record.email else {}
                self._beside[record.key] = replace(record.item, status="draft", extra=extra)
            case wxr.Term():
                self._term(record)
            case wxr.Attachment():
                self._papers.keep(record.comments, beneath=f"attachment:{record.id}", called=record.title)
                if record.photo is None and record.type and not record.type.startswith("audio/"):
                    self._report.remark("skipped", _("a file that is neither picture nor recording"), record.url)
            case wxr.Skipped():
                self._report.remark("skipped", record.reason, f"{record.title or record.key} ({record.kind})")

    def _term(self, term: wxr.Term) -> None:
        if term.taxonomy == "category":
            self._beside[term.key] = NewsItem(
                key=term.key,
                headline=term.name,
                language="",
                item_type="section",
                slug=term.slug,
                standfirst=term.description,
                status="draft",
            )
        elif term.taxonomy == "post_tag":
            self._tags[term.key] = term.name
        else:
            self._report.remark(
                "skipped", _("a list of words (taxonomy) that has no counterpart here"), f"{term.taxonomy}: {term.name}"
            )

    def _write_lot(self) -> None:
        lot, self._lot = self._lot, []
        items = [_settled(piece.item, self._run) for piece in lot]
        self._need(items)
        bring_files(items=items, run=self._run)
        with developing(items=items, run=self._run):
            for piece, item in zip(lot, items, strict=True):
                self._write(piece, item)

    def _write(self, piece: wxr.Piece, item: NewsItem) -> None:
        self._papers.keep(piece.comments, beneath=item.key, called=item.headline)
        if write_item(item=item, run=self._run) in ("imported", "changed"):
            for lost in piece.lost:
                self._report.remark("lost", lost.what, f"{item.headline} ({item.key})", lost.excerpt)

    def _need(self, items: list[NewsItem]) -> None:
        """Bring in the sections and authors that pieces refer to, before them and once."""
        for item in items:
            keys = [line.key for line in item.bylines] + ([item.section.key] if item.section else [])
            for tag in item.tags:
                self._tags.pop(tag.key, None)
            for key in keys:
                if beside := self._beside.pop(key, None):
                    write_item(item=replace(beside, edition=item.edition), run=self._run)

    def _say_what_nobody_needed(self) -> None:
        for item in self._beside.values():
            why = _("no article stands in it") if item.item_type == "section" else _("wrote nothing that came along")
            self._report.remark("skipped", why, item.headline)
        for name in self._tags.values():
            self._report.remark("skipped", _("a tag that no article bears"), name)


def _settled(item: NewsItem, run: Run) -> NewsItem:
    """A piece of WordPress in the newsroom's terms."""
    updated = item.updated_at if item.published_at and item.updated_at and item.updated_at > item.published_at else None
    closed = {"wordpress:protected", "wordpress:private"} & set(item.extra)
    status = "usable" if item.publish_at and item.publish_at > run.at and not closed else item.status
    footer = "yes" if item.slug in _FOOTER and "wordpress:parent" not in item.extra else "no"
    extra = {**item.extra, "in_footer": footer} if item.item_type == "page" else item.extra
    return replace(item, updated_at=updated, status=status, extra=extra, edition=_edition_for(item, run))


def _edition_for(item: NewsItem, run: Run) -> str:
    """The edition that was named, or the one of the item's language."""
    if run.edition:
        return run.edition
    language = item.language.split("-")[0].lower()
    codes = [edition.code for edition in Edition.objects.order_by("path") if edition.language.split("-")[0] == language]
    return codes[0] if codes else str(Edition.objects.order_by("path").values_list("slug", flat=True).first())


def _run(site: wxr.Site, edition: str | None, *, at: datetime, by: User | None, dry_run: bool, report: Report) -> Run:
    source = f"wxr:{site.url.rstrip('/') or site.title}"[:200]
    report.source = source
    codes = list(Edition.objects.order_by("path").values_list("slug", flat=True))
    if edition and edition not in codes:
        raise NotImportable(
            _("There is no edition “%(code)s”. There are: %(codes)s.")
            % {"code": edition, "codes": ", ".join(codes) or "–"}
        )
    run = Run(source=source, at=at, by=by, dry_run=dry_run, report=report)
    if not codes:
        codes = [_open_first_edition(site, run)]
    if edition or len(codes) == 1:
        run.edition = edition or codes[0]
    elif not _speaks(site.language):
        raise NotImportable(
            _("Several editions could take the articles; name one with --edition: %(codes)s.")
            % {"codes": ", ".join(codes)}
        )
    return run


def _speaks(language: str) -> bool:
    """Whether one of several editions has the language of the site."""
    primary = language.split("-")[0].lower()
    return any(edition.language.split("-")[0] == primary for edition in Edition.objects.all())


def _open_first_edition(site: wxr.Site, run: Run) -> str:
    """A newsroom without an edition gets one with the name and language of the site."""
    known = dict(settings.LANGUAGES)
    language = site.language.split("-")[0].lower()
    if language not in known:
        run.report.remark("lost", _("language that this newsroom does not speak yet"), site.language or "–", site.title)
        language = settings.DEFAULT_LANGUAGE
    run.report.count("imported", "edition")
    if not run.dry_run:
        newsroom.open_edition(
            code=language, name=site.title or language.upper(), language=language, time_zone="UTC", by=run.by, at=run.at
        )
    return language


class _Counted:
    """A stream that tells how far it was read."""

    def __init__(self, stream: BinaryIO, progress: Callable[[int], object]) -> None:
        self._stream, self._progress = stream, progress

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._progress(len(data))
        return data


@contextmanager
def _within_limits() -> Iterator[None]:
    """Let this process take only so much more memory while strangers' files are read."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else None
    if pages is None:
        yield
        return
    limit = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
