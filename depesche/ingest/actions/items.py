"""One item at a time: is it new, has it changed, and may it be written?"""

from __future__ import annotations

import logging
from typing import Any, Literal, TypeAlias
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.tasks import update_reference_index_task

from depesche.formats import jsonable
from depesche.formats.newsitem import ItemType, NewsItem
from depesche.ingest.actions import publication, redirects, writing
from depesche.ingest.actions.pictures import bring_files, developing
from depesche.ingest.fitting import fit, slug_for
from depesche.ingest.models import Imported
from depesche.ingest.queue import once
from depesche.ingest.report import Outcome
from depesche.ingest.run import PAGE, Run
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Author, Edition, NewsroomPage, PlainPage, Section, Story

logger = logging.getLogger(__name__)

Result: TypeAlias = Literal["imported", "changed", "unchanged", "kept", "skipped"]

_MODELS: dict[ItemType, type[NewsroomPage]] = {
    "edition": Edition,
    "section": Section,
    "story": Story,
    "author": Author,
    "page": PlainPage,
    "article": Article,
}


def ingest_item(*, item: NewsItem, run: Run) -> Result:
    """Bring one item in with its pictures, in a transaction of its own."""
    bring_files(items=[item], run=run)
    with developing(items=[item], run=run):
        return write_item(item=item, run=run)


def write_item(*, item: NewsItem, run: Run) -> Result:
    """Bring one item in whose pictures are there already.

    What is there already as it came is left alone, and so is what the desk has
    changed, withdrawn or deleted since.  What an item refers to may come
    later: ``settle`` completes it then.
    """
    row, digest = run.row(PAGE, item.key), run.digest(item)
    if row and row.digest == digest and row.page_id:
        run.report.count("unchanged", item.item_type)
        run.saw(row)
        run.repeat(row)
        return "unchanged"
    if row and (why := _in_the_hands_of_the_desk(row, item)):
        run.report.remark("kept", why, _called(item))
        return "kept"
    if item.item_type != "edition" and run.edition_of(item) is None and not run.dry_run:
        run.report.remark("skipped", _("there is no edition “%(code)s”") % {"code": item.edition}, _called(item))
        return "skipped"
    result: Outcome = "changed" if row and row.digest else "imported"
    if not run.dry_run and (why := _attempt(item, run, digest)):
        run.report.remark("skipped", _("it could not be written: %(why)s") % {"why": why}, _called(item))
        return "skipped"
    run.report.count(result, item.item_type)
    return result


@transaction.atomic
def keep_place(*, item: NewsItem, run: Run) -> Imported:
    """Make an item's page with its name only, so that others can refer to it before it is written."""
    row = run.row(PAGE, item.key)
    if row:
        return row
    if item.item_type == "edition":
        return _open_edition(item, run)
    under = writing.parent_of(item, run)
    model = _MODELS[item.item_type]
    if model in (Section, Author) and (known := _same_name(model, item, under)):
        return run.note(PAGE, item.key, page=known, revision_id=known.latest_revision_id, state=Imported.State.OWN)
    title = fit(model, "title", item.headline, report=run.report, what=item.key) or _("Untitled")
    page: Any = model(title=title, slug=slug_for(under, item.slug, item.headline))
    page.translation_key = _translation_key(item, run, under)
    newsroom.place_page(page=page, under=under, by=run.by)
    return run.note(PAGE, item.key, page=page)


def settle(*, run: Run) -> None:
    """Complete the pieces that were waiting for others, as far as those have come."""
    pks = list(Imported.objects.waiting(run.source).values_list("pk", flat=True))
    for row in Imported.objects.filter(pk__in=pks).order_by("pk").iterator(chunk_size=100):
        waiting: Any = row.waiting
        item = jsonable.from_dict(waiting["item"])
        came = any(run.row(PAGE, key) for key in waiting["for"])
        if came and row.page_id and not _in_the_hands_of_the_desk(row, item):
            _write(item, run, row.digest)


def _attempt(item: NewsItem, run: Run, digest: str) -> str:
    """Write an item; answers with what went wrong, since one piece must not stop an archive of thousands."""
    try:
        with transaction.atomic(), once(), disable_reference_index_auto_update():
            with run.report.listening() as said:
                page = _write(item, run, digest)
            _keep_what_was_said(said, item, run)
            # Wagtail would note the references of a page with each of a dozen saves; once is enough.
            update_reference_index_task.enqueue(page._meta.app_label, page._meta.model_name, str(page.pk))
    except OperationalError:
        raise  # the disk is full or the database away: that is no fault of the item, and the next would fare no better
    except Exception as error:
        logger.exception("An item could not be written: %s", _called(item))
        run.forget()
        return " ".join(error.messages) if isinstance(error, ValidationError) else str(error) or repr(error)
    return ""


def _keep_what_was_said(said: list[list[str]], item: NewsItem, run: Run) -> None:
    row = run.row(PAGE, item.key)
    if row and row.said != said:
        run.renote(row, said=said)


@transaction.atomic
def _write(item: NewsItem, run: Run, digest: str) -> Any:
    row = keep_place(item=item, run=run)
    model = _MODELS[item.item_type]
    page: Any = model.objects.get(pk=row.page_id)
    waits: list[str] = []
    state = row.state
    if item.item_type == "article" and row.digest:
        writing.follow_section(page, item, run)
        page = model.objects.get(pk=row.page_id)
    if state != Imported.State.OWN:
        waits = writing.write(page, item, run)
        state = publication.bring_to(page, item, run)
    redirects.lead_here(page, item, run)
    page.refresh_from_db(fields=["latest_revision"])
    run.renote(
        row,
        digest=digest,
        revision_id=page.latest_revision_id,
        state=state,
        waiting={"item": jsonable.to_dict(item), "for": waits} if waits else None,
        last_seen_at=run.at,
    )
    return page


def _open_edition(item: NewsItem, run: Run) -> Imported:
    known = Edition.objects.filter(slug=item.edition or item.slug).first()
    edition = known or newsroom.open_edition(
        code=item.edition or item.slug,
        name=item.headline,
        language=item.language,
        time_zone=item.extra.get("time_zone", "UTC"),
        by=run.by,
        at=item.published_at or run.at,
        **writing.masthead(item, run),
    )
    state = Imported.State.OWN if known else Imported.State.LIVE
    return run.note(PAGE, item.key, page=edition, revision_id=edition.latest_revision_id, state=state)


def _same_name(model: type[NewsroomPage], item: NewsItem, under: Any) -> Any:
    """A section or author of the newsroom's own with the same name: the archive joins it."""
    found = model.objects.child_of(under).filter(title__iexact=item.headline, live=True).first()
    return found if found and not Imported.objects.filter(page_id=found.pk).exists() else None


def _translation_key(item: NewsItem, run: Run, under: Any) -> UUID:
    """The same for all translations of a piece, in whichever order they come."""
    keys = sorted({item.key, *(ref.key for ref in item.translations)})
    rows = [row for key in keys if (row := run.row(PAGE, key)) and row.page_id]
    known: Any = rows[0].page if rows else None
    key = known.translation_key if known else uuid5(NAMESPACE_URL, f"{run.source} {keys[0]}")
    taken = Page.objects.filter(translation_key=key, locale=under.locale).exists()
    return uuid4() if taken else key


def _in_the_hands_of_the_desk(row: Imported, item: NewsItem) -> str:
    """Why an import must leave a page alone; empty when it need not."""
    page = row.page
    if page is None:
        return _("the desk deleted it")
    if page.specific_class is not _MODELS[item.item_type]:
        return _("it came as something else before")
    if not row.digest:
        return ""
    if page.latest_revision_id != row.revision_id:
        return _("the desk changed it after the last import")
    if row.state == Imported.State.LIVE and not page.live:
        return _("the desk withdrew it after the last import")
    if row.state == Imported.State.DRAFT and page.live:
        return _("the desk published it after the last import")
    return ""


def _called(item: NewsItem) -> str:
    return f"{item.headline or item.slug} ({item.key})"
