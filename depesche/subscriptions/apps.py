"""Readers who follow something."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    """Followers and the letters to them."""

    name = "depesche.subscriptions"
    label = "subscriptions"
    verbose_name = _("Subscriptions")

    def ready(self) -> None:
        """Say what is kept of those who follow something, and check the keys of letters when Django does."""
        from depesche.subscriptions import checks as checks
        from depesche.subscriptions import held

        held.connect()
