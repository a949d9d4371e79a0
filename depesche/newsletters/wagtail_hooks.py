"""Where the desk finds its newsletters."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from depesche.newsletters.desk import lists, sending

register_snippet(lists.NewsletterGroup)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """The screen from which issues are sent."""
    return sending.urlpatterns
