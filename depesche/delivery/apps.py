"""The page store."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    """What stands between the newsroom and its readers."""

    name = "depesche.delivery"
    label = "delivery"
    verbose_name = _("Delivery")
