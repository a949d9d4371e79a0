"""Editions, sections, stories, articles: what the newsroom makes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """The desk and what it publishes."""

    name = "depesche.newsroom"
    label = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        """Let every button of the editor publish through our actions, and let the audience find our pages."""
        from depesche.newsroom import adapters
        from depesche.newsroom.models import subject

        adapters.connect()
        subject.register_all()
