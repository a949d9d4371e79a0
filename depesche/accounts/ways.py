"""Where somebody is led after signing in, and how they are led to the door."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.urls import reverse


def is_ours(target: str | None) -> bool:
    """Whether somebody may be led to ``target``: a path of this site, written so that no browser reads another host.

    Browsers take a backslash for a slash and leave out tabs, line breaks and what stands before them; so none of
    these is let through, nor anything that begins like a host.
    """
    if not target or len(target) > 2000 or target[0] != "/" or target[1:2] in ("/", "\\"):
        return False
    if "\\" in target or any(ord(character) < 33 or ord(character) == 127 for character in target):
        return False
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def way_on(request: HttpRequest) -> str:
    """Where the person wants to go, if that is a place of ours; else nothing."""
    said = request.POST.get("next") or request.GET.get("next") or ""
    return said if is_ours(said) else ""


def sign_in_address(next_path: str = "", edition: str = "") -> str:
    """The door for readers: they come back to ``next_path``, and find the door in the looks of ``edition``."""
    return _address("account_login", next_path, edition)


def sign_up_address(next_path: str = "", edition: str = "") -> str:
    """The same for somebody who has no account yet."""
    return _address("account_signup", next_path, edition)


def _address(name: str, next_path: str, edition: str) -> str:
    said = query(next=next_path if is_ours(next_path) else "", edition=edition)
    return f"{reverse(name)}?{said}" if said else reverse(name)


def query(**said: str) -> str:
    """Words of a query; those that are empty are left out."""
    return urlencode({key: value for key, value in said.items() if value})
