"""How often what is public was read, and by which short address it is found."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AudienceConfig(AppConfig):
    """Counters and short links: one engine that knows kinds and names of things, and no article."""

    name = "depesche.audience"
    label = "audience"
    verbose_name = _("Audience")
