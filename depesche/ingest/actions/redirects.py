"""Old addresses that must go on leading to what came along."""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from depesche.formats.newsitem import NewsItem
from depesche.ingest.fitting import old_path
from depesche.ingest.run import Run


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
