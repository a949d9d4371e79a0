"""What keeps a page from being deleted: a byline elsewhere that names somebody in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from depesche.newsroom.models import Byline


def refuse_one(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a page and all beneath it are deleted."""
    return redirect("wagtailadmin_explore", page.get_parent().pk) if _refused(request, page) else None


def refuse_many(request: HttpRequest, action_type: str, things: list[Any], action: Any) -> HttpResponse | None:
    """Before a bulk deletion: they are deleted one after the other, so each must be free by itself."""
    if action_type != "delete" or not things or not isinstance(things[0], Page):
        return None
    refused = [page for page in things if _refused(request, page)]
    return redirect(action.next_url) if refused else None


def _refused(request: HttpRequest, page: Page) -> bool:
    named = Byline.objects.filter(author__path__startswith=page.path).exclude(article__path__startswith=page.path)
    line = named.select_related("author", "article").order_by("-article__first_published_at", "pk").first()
    if line is None or line.author is None:
        return False
    text = _(
        "“%(page)s” is not deleted: the byline of “%(article)s” names %(author)s. Name somebody else there, "
        "and wherever else the name stands, and publish; then it can be deleted."
    )
    where = reverse("wagtailadmin_pages:usage", args=(line.author.pk,))
    names = {"page": page.title, "article": line.article.title, "author": line.author.title}
    messages.error(request, text % names, buttons=[messages.button(where, _("Where the name stands"))])
    return True
