"""Editions, sections, stories, articles: what the newsroom makes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """The desk and what it publishes."""

    name = "depesche.newsroom"
    label = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        """Let every button of the editor publish through the actions of the newsroom."""
        from depesche.newsroom import adapters

        adapters.connect()
