"""The people of a newsroom and what they may do."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Staff accounts and roles."""

    name = "depesche.accounts"
    label = "accounts"
    verbose_name = _("People")
