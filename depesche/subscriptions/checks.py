"""Can letters be signed with the keys that the settings name?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext as _

from depesche.subscriptions.channels import signing


@register()
def usable(**_kwargs: Any) -> list[CheckMessage]:
    """Each key must be there, be one, and be nobody else's."""
    return [message for selector in settings.DKIM_SELECTORS for message in _of_key(selector)]


@register()
def domain(**_kwargs: Any) -> list[CheckMessage]:
    """Mail providers compare the domain that signs with the one that readers see (DMARC: RFC 7489, 3.1.1)."""
    if not settings.DKIM_SELECTORS:
        return []
    signs, sender = signing.domain(), signing.sender()
    if not signing.NAME.fullmatch(signs):
        return [
            Error(
                _("DEPESCHE_DKIM_DOMAIN is “%(value)s”, which is no domain.") % {"value": signs},
                hint=_("Write the domain that letters come from, for example courier.example"),
                id="subscriptions.E002",
            )
        ]
    if sender == signs or sender.endswith(f".{signs}"):
        return []
    return [
        checks.Warning(
            _("Letters come from %(sender)s and are signed by %(domain)s: the signature says nothing for them.")
            % {"sender": sender, "domain": signs},
            hint=_("Leave DEPESCHE_DKIM_DOMAIN empty, or write the domain of DEPESCHE_EMAIL_FROM."),
            id="subscriptions.W002",
        )
    ]


def _of_key(selector: str) -> Iterator[CheckMessage]:
    path = signing.path_of(selector)
    try:
        signing.key_of(selector)
    except signing.NotSigned:
        yield Error(
            _("Letters wait: %(path)s, which DEPESCHE_DKIM_SELECTORS names, holds no key to sign them with.")
            % {"path": path},
            hint=_("Let “depesche dkim %(selector)s” make one, or take the name out of the setting.")
            % {"selector": selector},
            id="subscriptions.E001",
        )
        return
    if path.stat().st_mode & 0o077:
        yield checks.Warning(
            _("Others on this machine may read %(path)s and sign letters in your name.") % {"path": path},
            hint=_("Put it right: chmod go= %(path)s") % {"path": path},
            id="subscriptions.W001",
        )
