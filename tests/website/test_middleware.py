"""How answers leave: text small, everything else as it is."""

from __future__ import annotations

import gzip

import pytest
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from depesche.newsroom.models import Edition
from depesche.website.middleware import CompressText


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/de/", "/de/feed.rss", "/sitemap.xml", "/api/v1/items/"])
def test_text_is_sent_small_to_whoever_can_read_it(bote: Edition, noon: object, client: Client, path: str) -> None:
    plain, small = client.get(path), client.get(path, headers={"accept-encoding": "gzip, br"})
    assert "Content-Encoding" not in plain
    if len(plain.content) > 200:
        assert small["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in small["Vary"]
        assert gzip.decompress(small.content) == plain.content


@pytest.mark.parametrize("answer", [HttpResponse(b"x" * 900, content_type="image/avif"), FileResponse([b"ID3" * 900])])
def test_pictures_and_parts_of_recordings_stay_as_they_are(answer: HttpResponseBase, rf: RequestFactory) -> None:
    request = rf.get("/media/x", headers={"accept-encoding": "gzip"})
    sent = CompressText(lambda _request: answer).process_response(request, answer)
    assert "Content-Encoding" not in sent


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [("/favicon.ico", 404), ("/.well-known/security.txt", 404), ("/de/manifest.json", 404), ("/de", 301)],
)
def test_what_is_asked_for_as_a_file_is_led_nowhere(bote: Edition, client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status
