"""From the item's status to readers, or not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from depesche.formats.newsitem import NewsItem
from depesche.ingest.models import Imported
from depesche.ingest.run import Run
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article

State = Imported.State
_WHY = {
    "draft": gettext_lazy("a draft in the source"),
    "withheld": gettext_lazy("not public in the source"),
    "canceled": gettext_lazy("withdrawn in the source"),
}


def bring_to(page: Any, item: NewsItem, run: Run) -> str:
    """Save what was written as a version and bring the page to the state that its item asks for."""
    called = f"{item.headline or item.slug} ({item.key})"
    over = item.expires_at is not None and item.expires_at <= run.at
    if item.item_type in ("section", "author") and item.status == "draft" and not page.live:
        page.save_revision(user=run.by, clean=False)
        return State.PLACED  # published as soon as something live needs it
    if item.item_type in ("article", "page") and (item.status != "usable" or over):
        return _draft(page, item, run, called, over=over)
    bring_along(page, run)
    ahead = item.publish_at is not None and item.publish_at > run.at
    _date(page, item, ahead=ahead, run=run)
    revision = page.save_revision(user=run.by, clean=False)
    page.refresh_from_db(fields=["latest_revision"])
    try:
        newsroom.publish(
            page=page,
            by=run.by,
            at=run.at,
            revision=revision,
            dated=True,
            develop=False,
            skip_permission_checks=True,
            log_action=False,
        )
    except newsroom.NotPublishable as reasons:
        run.report.remark("held", " ".join(reasons.messages), called)
        return State.LIVE if page.live else State.DRAFT
    return State.SCHEDULED if ahead else State.LIVE


def bring_along(page: Any, run: Run) -> None:
    """Publish the section and the authors that came with an article; before that, readers need not know them."""
    if not isinstance(page, Article):
        return
    beside = [page.get_parent(), *(line.author for line in page.bylines.all() if line.author)]
    for other in beside:
        row = None if other.live else run.row_of_page(other.pk)
        if row and row.state != State.DRAFT:
            _publish_beside(other.specific, row, run)


def _publish_beside(page: Any, row: Imported, run: Run) -> None:
    revision = page.latest_revision or page.save_revision(user=run.by, clean=False)
    newsroom.publish(
        page=page, by=run.by, at=run.at, revision=revision, develop=False, skip_permission_checks=True, log_action=False
    )
    run.renote(row, revision_id=revision.pk, state=State.LIVE)


def _draft(page: Any, item: NewsItem, run: Run, called: str, *, over: bool) -> str:
    page.save_revision(user=run.by, clean=False)
    if page.live:
        newsroom.withdraw(page=page, by=None, at=run.at)
    else:
        Page.objects.filter(pk=page.pk).update(title=page.title, draft_title=page.title)
    if item.item_type in ("article", "page"):
        why = _("its time was over") if over else _WHY.get(item.extra.get("status", ""), _WHY[item.status])
        run.report.remark("draft", str(why), called)
    return State.DRAFT


def _date(page: Any, item: NewsItem, *, ahead: bool, run: Run) -> None:
    """Let the piece bear the date of the source, also in the list of the desk."""
    if not ahead and item.published_at and page.first_published_at != item.published_at:
        page.first_published_at = item.published_at
        Page.objects.filter(pk=page.pk).update(first_published_at=item.published_at)
