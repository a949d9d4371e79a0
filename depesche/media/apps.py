"""Photos, recordings and documents with their rights."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Pictures and files of the newsroom."""

    name = "depesche.media"
    label = "media"
    verbose_name = _("Pictures and files")

    def ready(self) -> None:
        """Load the checks, let pages follow the screens of the picture desk, and say what is kept of readers."""
        from depesche.media import (
            adapters,
            checks,  # noqa: F401 - importing it registers them
            held,
        )

        adapters.connect()
        held.connect()
