"""Feeds, sitemaps and the API."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SyndicationConfig(AppConfig):
    """What machines read."""

    name = "depesche.syndication"
    label = "syndication"
    verbose_name = _("Syndication")
