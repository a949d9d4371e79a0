"""Old addresses that must go on leading to what came along."""

from __future__ import annotations

from django.utils.translation import gettext as _
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from depesche.formats.newsitem import NewsItem
from depesche.ingest.fitting import old_path
from depesche.ingest.run import Run
from depesche.newsroom.models import Edition, Tally, Under


def lead_here(page: Page, item: NewsItem, run: Run) -> None:
    """Let each old address of an item lead to its page, unless the desk has sent it elsewhere."""
    for address in item.old_addresses:
        path = old_path(address)
        if path is None:
            run.report.remark("lost", _("old address that can lead nowhere"), item.headline, address)
            continue
        known = Redirect.objects.filter(old_path=path, site=None).first()
        if known is None:
            Redirect.objects.create(old_path=path, redirect_page=page, is_permanent=True)
            run.report.count("imported", "redirect")
        elif known.redirect_page_id != page.pk:
            run.report.remark("kept", _("the old address leads elsewhere already"), address)


def lead_to(link: str, address: str, run: Run) -> None:
    """Let an old address lead to a list of ours, unless it leads somewhere already."""
    path = old_path(address)
    if path is None or Redirect.objects.filter(old_path=path, site=None).exists():
        return
    Redirect.objects.create(old_path=path, redirect_link=link, is_permanent=True)
    run.report.count("imported", "redirect")


def fronts_of_editions() -> dict[str, str]:
    """The paths of the front pages, by the codes of their editions."""
    return {edition.code: edition.public_path() for edition in Edition.objects.all()}


def slug_of_public_tag(name: str, code: str) -> str:
    """The name of a tag in the addresses of an edition; empty while nothing public bears it there."""
    public = Tally.objects.filter(edition__slug=code, under=Under.TAG, period="", count__gt=0)
    tags = Tag.objects.filter(name__iexact=name, pk__in=public.values("under_id"))
    return tags.values_list("slug", flat=True).first() or ""
