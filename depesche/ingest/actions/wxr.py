"""An export of WordPress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from django.utils.text import slugify
from django.utils.translation import gettext as _

from depesche.accounts.models import User
from depesche.formats import wxr
from depesche.formats.discussion import Comment, Thread
from depesche.formats.malformed import Malformed
from depesche.formats.newsitem import NewsItem
from depesche.ingest import places
from depesche.ingest.actions.destination import Destination
from depesche.ingest.actions.discussions import Bringing
from depesche.ingest.actions.items import settle, write_item
from depesche.ingest.actions.pictures import bring_files, developing
from depesche.ingest.actions.redirects import fronts_of_editions, lead_to, slug_of_public_tag
from depesche.ingest.imports import Papers
from depesche.ingest.limits import limited_memory
from depesche.ingest.refusals import NotImportable
from depesche.ingest.report import Report
from depesche.ingest.run import Run, shortened
from depesche.ingest.streams import Counted
from depesche.ingest.uploads import Uploads

AT_ONCE = 16  # pieces whose pictures are developed together
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
    report = Report()
    with limited_memory(), path.open("rb") as stream, closing(wxr.Shelf()) as shelf:
        try:
            for attachment in wxr.attachments(stream):
                shelf.add(attachment)
            stream.seek(0)
            records = wxr.load(cast("BinaryIO", Counted(stream, progress)), library=shelf)
            site = cast("wxr.Site", next(records))  # the loader's promise: the site is the first record
            run = Run(
                source=f"wxr:{site.url.rstrip('/') or site.title}"[:200],
                at=at,
                by=by,
                shelf=Uploads(media, shelf),
                assumed_credit=credit or site.title or urlsplit(site.url).netloc,
                dry_run=dry_run,
                report=report,
            )
            destination = Destination(site, edition, run)
            with Papers(run.source.removeprefix("wxr:"), report, dry_run=dry_run) as papers:
                _Arrivals(site, run, destination, papers).take(records)
        except Malformed as fault:
            raise NotImportable(str(fault), report) from fault
        except MemoryError as fault:
            raise NotImportable(_("A record of the file needs more memory than an import may take."), report) from fault
    return report


class _Arrivals:
    """Takes records as they come: people and sections when a piece needs them, pieces in small lots."""

    def __init__(self, site: wxr.Site, run: Run, destination: Destination, papers: Papers) -> None:
        self._site = site.url.rstrip("/")
        self._run, self._destination = run, destination
        self._report = run.report
        self._bringing = Bringing(run.source, at=run.at, leftovers=papers.leftovers, report=run.report)
        self._beside: dict[str, NewsItem] = {}
        self._tags: dict[str, str] = {}
        self._borne: dict[str, tuple[str, str]] = {}  # tags that pieces bear: by key, their name and an edition
        self._beneath: dict[str, str] = {}  # the old addresses of categories
        self._lot: list[wxr.Piece] = []

    def take(self, records: Iterator[wxr.Record]) -> None:
        """Everything to the end; what came before a fault is written before the fault is told."""
        try:
            for record in records:
                self._take(record)
        except Malformed:
            self._write_lot()
            self._run.flush()
            raise
        self._write_lot()
        self._run.flush()
        if not self._run.dry_run:
            settle(run=self._run)
            self._lead_on()
        self._say_what_nobody_needed()

    def _take(self, record: wxr.Record) -> None:
        match record:
            case wxr.Piece():
                self._lot.append(record)
                if len(self._lot) == AT_ONCE:
                    self._write_lot()
            case wxr.Author():
                extra = {"account": record.email} if record.email else {}
                old = (*record.item.old_addresses, f"{self._site}/author/{slugify(record.login)}/")
                self._beside[record.key] = replace(record.item, status="draft", extra=extra, old_addresses=old)
            case wxr.Term():
                self._term(record)
            case wxr.Attachment():
                about = Thread(key=f"attachment:{record.id}", title=record.title)
                self._bringing.bring([(about, None, self._said(record.comments, record.title))])
                if record.photo is None and record.type and not record.type.startswith("audio/"):
                    self._report.remark("skipped", _("a file that is neither picture nor recording"), record.url)
            case wxr.Skipped():
                self._report.remark("skipped", record.reason, f"{record.title or record.key} ({record.kind})")

    def _term(self, term: wxr.Term) -> None:
        if term.taxonomy == "category":
            self._beneath[term.key] = f"{self._beneath.get(term.parent, f'{self._site}/category/')}{term.slug}/"
            self._beside[term.key] = NewsItem(
                key=term.key,
                headline=term.name,
                language="",
                item_type="section",
                slug=term.slug,
                standfirst=term.description,
                status="draft",
                old_addresses=(self._beneath[term.key],),
            )
        elif term.taxonomy == "post_tag":
            self._tags[term.key] = term.name
        else:
            self._report.remark(
                "skipped", _("a list of words (taxonomy) that has no counterpart here"), f"{term.taxonomy}: {term.name}"
            )

    def _write_lot(self) -> None:
        lot, self._lot = self._lot, []
        items = [
            replace(_settled(piece.item, self._run), edition=self._destination.of(piece.item.language)) for piece in lot
        ]
        self._need(items)
        bring_files(items=items, run=self._run)
        with developing(items=items, run=self._run):
            for piece, item in zip(lot, items, strict=True):
                self._write(piece, item)
        self._bring_comments(lot)

    def _bring_comments(self, lot: list[wxr.Piece]) -> None:
        """What was said about pieces that are here now."""
        talks = [(piece.item, self._said(piece.comments, piece.item.headline)) for piece in lot if piece.comments]
        pages = places.by_keys(self._run.source, [shortened(item.key) for item, _said in talks])
        for item, said in talks if self._run.dry_run else ():
            if item.item_type == "article" and shortened(item.key) not in pages:
                self._bringing.would(said, item.headline)
        self._bringing.bring(
            (Thread(key=item.key, address=item.uri, title=item.headline), pages.get(shortened(item.key)), said)
            for item, said in talks
            if not self._run.dry_run or shortened(item.key) in pages or item.item_type != "article"
        )

    def _said(self, comments: tuple[wxr.Comment, ...], title: str) -> list[Comment]:
        """The comments of people; what says that another site links here is none."""
        waiting = list(comments)
        while waiting:
            each = waiting.pop()
            waiting += each.replies
            if not wxr.is_of_people(each):
                why = _("a note of another site that it links here (pingback), which is no comment")
                self._report.remark("skipped", why, title, each.author)
        # Who was staff over there, or whose comment was picked, means nothing here.
        return [
            replace(each, badge="", known_for="", helpful=0, pinned_at=None, featured_at=None, decisions=())
            for each in wxr.said(comments)
        ]

    def _write(self, piece: wxr.Piece, item: NewsItem) -> None:
        result = write_item(item=item, run=self._run)
        if result in ("imported", "changed", "unchanged"):
            for lost in piece.lost:
                self._report.remark("lost", lost.what, f"{item.headline} ({item.key})", lost.excerpt)

    def _need(self, items: list[NewsItem]) -> None:
        """Bring in the sections and authors that pieces refer to, before them and once."""
        for item in items:
            keys = [line.key for line in item.bylines] + ([item.section.key] if item.section else [])
            self._borne |= {tag.key: (tag.name, item.edition) for tag in item.tags}
            for key in keys:
                if beside := self._beside.pop(key, None):
                    write_item(item=replace(beside, edition=item.edition), run=self._run)

    def _say_what_nobody_needed(self) -> None:
        for item in self._beside.values():
            if item.key in self._borne:
                self._report.remark(
                    "lost", _("a category beside the section of its articles: now a tag"), item.headline
                )
                continue
            why = _("no article stands in it") if item.item_type == "section" else _("wrote nothing that came along")
            self._report.remark("skipped", why, item.headline)
        for key, name in self._tags.items():
            if key not in self._borne:
                self._report.remark("skipped", _("a tag that no article bears"), name)

    def _lead_on(self) -> None:
        """Let the old addresses of lists lead to ours: of tags, of categories that are tags now, and of the feed."""
        fronts = fronts_of_editions()
        for key, (name, code) in self._borne.items():
            if slug := slug_of_public_tag(name, code):
                old = self._beneath.get(key) or f"{self._site}/tag/{key.partition(':')[2]}/"
                lead_to(f"{fronts[code]}tags/{slug}/", old, self._run)
        if front := fronts.get(self._destination.of("")):
            lead_to(f"{front}feed.rss", f"{self._site}/feed/", self._run)


def _settled(item: NewsItem, run: Run) -> NewsItem:
    """A piece of WordPress in the newsroom's terms."""
    updated = item.updated_at if item.published_at and item.updated_at and item.updated_at > item.published_at else None
    closed = {"wordpress:protected", "wordpress:private"} & set(item.extra)
    status = "usable" if item.publish_at and item.publish_at > run.at and not closed else item.status
    footer = "yes" if item.slug in _FOOTER and "wordpress:parent" not in item.extra else "no"
    extra = {**item.extra, "in_footer": footer} if item.item_type == "page" else item.extra
    return replace(item, updated_at=updated, status=status, extra=extra)
