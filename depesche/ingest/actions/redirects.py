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


def path_of_edition(code: str) -> str:
    """Where an edition's front page stands; empty if there is no such edition."""
    edition = Edition.objects.filter(slug=code).first()
    return edition.public_path() if edition else ""


def path_of_tag(name: str, code: str) -> str:
    """Where readers find what bears a tag; empty while nothing that does is public."""
    tag = Tag.objects.filter(name__iexact=name).first()
    public = (
        tag
        and Tally.objects.filter(edition__slug=code, under=Under.TAG, under_id=tag.pk, period="", count__gt=0).exists()
    )
    return f"{path_of_edition(code)}tags/{tag.slug}/" if tag and public else ""
