"""Discussions beneath what the newsroom publishes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    """Threads and their moderation."""

    name = "depesche.comments"
    label = "comments"
    verbose_name = _("Discussion")

    def ready(self) -> None:
        """Say what is kept of those who take part."""
        from depesche.comments import held

        held.connect()
