"""Other systems and archives on their way in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IngestConfig(AppConfig):
    """Imports."""

    name = "depesche.ingest"
    label = "ingest"
    verbose_name = _("Ingest")
