"""Which requests the page store may answer, and what a page is called in it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

# Rendered for whoever asks: the desk, accounts, programs' own interface, and what answers to a question of the reader.
PERSONAL = ("/desk/", "/account/", "/api/", "/static/", "/media/", "/-/", "/k/")
LISTED = ("before",)  # the only words of a query that change a stored page


def address_of(path: str, query: str) -> str | None:
    """What the page is called in the store, or None if it is none that is stored.

    ``path`` has no percent signs any more; where one or a question mark is
    left, the name could be taken for that of another page.
    """
    if path.startswith(PERSONAL) or path.endswith("/search/") or "?" in path or "%" in path:
        return None
    if not query:
        return path
    if path == "/":  # addresses of an old system, such as /?p=12
        return None
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name in LISTED]
    return f"{path}?{urlencode(sorted(kept))}" if kept else path
