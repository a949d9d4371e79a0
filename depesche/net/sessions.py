"""The same calls for libraries that speak through ``requests``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers

from depesche.net.fetching import fetch


class Session(requests.Session):
    """A session that calls public machines only, follows nothing and knows no proxy of the environment."""

    def __init__(self, near: Callable[[], frozenset[str]] = frozenset) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _Adapter(near))
        self.mount("http://", _Adapter(near))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Nowhere: whoever was asked has to answer."""
        return None


class _Adapter(BaseAdapter):
    def __init__(self, near: Callable[[], frozenset[str]]) -> None:
        super().__init__()
        self._near = near

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Make the call; raises ConnectionError of ``requests``."""
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        headers = {name: value for name, value in request.headers.items() if name.lower() != "accept-encoding"}
        try:
            said = fetch(request.method or "GET", request.url or "", headers=headers, body=body, near=self._near())
        except OSError as fault:
            raise requests.ConnectionError(str(fault), request=request) from fault
        response = requests.Response()
        response.status_code, response.url, response.request = said.status, request.url or "", request
        response.headers = CaseInsensitiveDict(said.headers)
        response.encoding = get_encoding_from_headers(response.headers)
        response._content = said.body
        return response

    def close(self) -> None:
        """Nothing is kept open."""
