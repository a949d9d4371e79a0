"""Letters made by editors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewslettersConfig(AppConfig):
    """Newsletters and their issues."""

    name = "depesche.newsletters"
    label = "newsletters"
    verbose_name = _("Newsletters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what issues are made of, how editors see one, that newsletters can be followed, and where they stand."""
        from depesche.newsletters import adapters, archive, composing, following, parts
        from depesche.newsletters.models import above

        parts.register()
        following.register()
        archive.register()
        adapters.connect()
        above.preview = composing.preview
