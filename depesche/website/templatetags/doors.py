"""The ways to sign in, as the pages of the door show them."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from depesche.accounts import outside, ways

register = template.Library()


@register.simple_tag(takes_context=True)
def door(context: template.Context, name: str) -> str:
    """Another page of the door, from which the person goes on to where they wanted to go."""
    edition = context.get("edition")
    said = ways.query(next=ways.way_on(context["request"]), edition=edition.code if edition else "")
    return f"{reverse(name)}?{said}" if said else reverse(name)


@register.simple_tag(takes_context=True)
def edition_field(context: template.Context) -> str:
    """The edition in whose looks a form stands, so that the answer to it has the same."""
    edition = context.get("edition")
    return format_html('<input type="hidden" name="edition" value="{}">', edition.code) if edition else ""


@register.simple_tag(takes_context=True)
def outside_ways(context: template.Context, connect: bool = False) -> list[outside.Way]:
    """The other houses with whose accounts one can sign in; the page's policy lets its forms lead to them."""
    request: Any = context["request"]
    found = outside.offered(request, next_path=ways.way_on(request), connect=connect)
    request.leads_elsewhere = outside.origins() if found else ""
    return found


@register.simple_tag(takes_context=True)
def waiting_guest(context: template.Context) -> outside.Guest | None:
    """Somebody who came by another house and signed in to the account that they had."""
    return outside.guest(context["request"])


@register.simple_tag(takes_context=True)
def connected_accounts(context: template.Context) -> list[outside.Connected]:
    """The accounts at other houses that are connected."""
    return outside.connected(context["request"])


@register.filter
def in_fours(secret: str) -> str:
    """A long secret as one types it: four signs, and a breath."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@register.filter
def browser_name(agent: str) -> str:
    """What a browser calls itself, in two words that its owner knows: “Firefox, Android”."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part) or gettext("A program")


# The first that is found counts: most browsers also call themselves what others are.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
