"""Asking a service whether a text is advertising, in the way that Akismet has made usual.

The text, the public name and the address of the page are sent, and nothing
about the reader's machine, since none of it is kept: the service gets an
address that is nobody's.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlencode

from depesche.net.services import Refused, Service

_NOBODY = "0.0.0.0"  # noqa: S104 - sent as a text, nothing listens there
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": "Depesche | Akismet/1.1"}


def is_spam(address: SplitResult, *, site: str, page: str, name: str, text: str, language: str) -> bool:
    """What the service says; raises OSError when it says nothing that can be understood."""
    service = Service(address)
    asked = {
        "api_key": service.user,
        "blog": site,
        "user_ip": _NOBODY,
        "permalink": page,
        "comment_type": "comment",
        "comment_author": name,
        "comment_content": text,
        "blog_lang": language,
        "blog_charset": "UTF-8",
    }
    path = f"/{service.name}" if service.name else "/1.1/comment-check"
    said = service.call("POST", path, _HEADERS, urlencode(asked).encode()).strip()
    if said not in (b"true", b"false"):
        raise Refused(f"{service.host} answered neither yes nor no")
    return said == b"true"
