"""The people of a newsroom and what they may do."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    """Staff accounts and roles."""

    name = "depesche.accounts"
    label = "accounts"
    verbose_name = _("People")
    default = True

    def ready(self) -> None:
        """Give every newsroom its roles, once the last app has its tables; say what is kept of people."""
        from depesche.accounts import own_holdings

        own_holdings.connect()
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(_set_up_roles, sender=last, dispatch_uid="accounts.roles")


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's screens of accounts, with roles named in the language of whoever looks."""

    user_viewset = "depesche.accounts.desk.StaffViewSet"


def _set_up_roles(**_: Any) -> None:
    from depesche.accounts import actions

    # A database that is migrated app by app has no pages for a while.
    if "wagtailcore_grouppagepermission" in connection.introspection.table_names():
        actions.set_up_roles()
