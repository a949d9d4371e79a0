"""Handing out files: to readers what is public, to the desk the rest, to nobody anything else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from depesche.accounts.models import User
from depesche.media import actions, views
from depesche.media.models import Photo

from .factories import a_photo, a_recording
from .pictures import picture

pytestmark = pytest.mark.django_db


def body(response: Any) -> bytes:
    """The whole content of an answer."""
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def photo(noon: datetime) -> Photo:
    """A photo that readers see."""
    photo = a_photo()
    actions.release(photo=photo, at=noon)
    return photo


@pytest.mark.parametrize(
    ("name", "kind"), [("320.avif", "image/avif"), ("640.webp", "image/webp"), ("card.jpeg", "image/jpeg")]
)
def test_readers_get_a_rendition_as_what_it_is_and_nothing_else(
    client: Client, photo: Photo, name: str, kind: str
) -> None:
    response = client.get(f"/media/photos/{photo.public_name}/{name}")
    assert response.status_code == 200
    assert body(response) == f"stand-in {name}".encode()
    assert response["Content-Type"] == kind
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    assert "Content-Disposition" not in response


def test_every_address_of_the_neutral_record_answers(client: Client, photo: Photo, noon: datetime) -> None:
    item = photo.as_item(noon)
    assert len(item.renditions) == 6
    for rendition in item.renditions:
        response = client.get(rendition.href)
        assert (response.status_code, response["Content-Type"]) == (200, rendition.type)
        response.close()


def test_a_concealed_photo_answers_like_one_that_never_was(client: Client, photo: Photo) -> None:
    gone = f"/media/photos/{photo.public_name}/320.avif"
    Photo.objects.filter(pk=photo.pk).update(public_name="")
    from depesche.media import files

    files.remove_folder(files.public(), f"photos/{photo.public_name}")
    never = f"/media/photos/{'0' * 32}/320.avif"
    one, other = client.get(gone), client.get(never)
    assert one.status_code == other.status_code == 404
    assert one.content.replace(gone.encode(), b"") == other.content.replace(never.encode(), b"")
    assert dict(one.items()) == dict(other.items())


OUTSIDE = [
    "/media/..%2f..%2fnewsroom.sqlite3",
    "/media/photos/../../newsroom.sqlite3",
    "/media/photos/%2e%2e/%2e%2e/private/originals/a.jpg",
    "/media/photos/..\\..\\newsroom.sqlite3",
    "/media//etc/passwd",
    "/media/photos//etc/passwd",
    "/media/files/..%2f..%2f..%2fetc%2fpasswd",
    "/media/files/%00",
    "/media/photos/" + "a" * 32,
    "/media/photos/" + "a" * 32 + "/",
    "/media/photos/" + "a" * 32 + "/320.avif%00.html",
    "/media/photos/" + "a" * 32 + "/320.avif%0a",
    "/media/photos/" + "A" * 32 + "/320.avif",
    "/media/photos/" + "a" * 31 + "/320.avif",
    "/media/photos/" + "a" * 32 + "/320.html",
    "/media/photos/" + "a" * 32 + "/0.avif",
    "/media/originals/a.jpg",
    "/media/" + "a" * 4096,
    "/media/photos/",
    "/media/",
    "//media/photos/x",
]


@pytest.mark.parametrize("address", OUTSIDE)
def test_no_address_leads_out_of_the_public_folder(client: Client, house: Path, address: str) -> None:
    (house / "newsroom.sqlite3").write_text("canary")
    response = client.get(address, follow=True)  # the site adds a slash where one may be missing
    assert response.status_code == 404
    assert b"canary" not in body(response)


@given(st.text(max_size=60))
def test_the_pattern_of_public_names_admits_only_our_own(text: str) -> None:
    from depesche.media.urls import urlpatterns

    for pattern in urlpatterns[:2]:
        match = pattern.pattern.match(f"media/{text}")
        assert match is None or ".." not in text


def test_only_reading_is_allowed(client: Client, photo: Photo) -> None:
    address = f"/media/photos/{photo.public_name}/320.avif"
    assert client.post(address).status_code == 405
    head = client.head(address)
    assert (head.status_code, head["Content-Length"], body(head)) == (200, "17", b"")


# Recordings


@pytest.fixture
def recording(noon: datetime) -> Any:
    """A public recording of a hundred bytes."""
    recording = a_recording(content=bytes(range(100)))
    actions.release_document(document=recording, at=noon)
    return recording


@pytest.mark.parametrize(
    ("asked", "status", "answered", "content"),
    [
        ("bytes=0-9", 206, "bytes 0-9/100", bytes(range(10))),
        ("bytes=90-", 206, "bytes 90-99/100", bytes(range(90, 100))),
        ("bytes=-5", 206, "bytes 95-99/100", bytes(range(95, 100))),
        ("bytes=-500", 206, "bytes 0-99/100", bytes(range(100))),
        ("bytes=95-500", 206, "bytes 95-99/100", bytes(range(95, 100))),
        ("bytes=100-", 416, "bytes */100", b""),
        ("bytes=-0", 416, "bytes */100", b""),
        ("bytes=5-3", 200, None, bytes(range(100))),
        ("bytes=-", 200, None, bytes(range(100))),
        ("bytes=0-1,5-6", 200, None, bytes(range(100))),
        ("lines=1-2", 200, None, bytes(range(100))),
        ("bytes=" + "9" * 400 + "-", 200, None, bytes(range(100))),
        ("", 200, None, bytes(range(100))),
    ],
)
def test_a_player_gets_the_piece_that_it_asks_for(
    client: Client, recording: Any, asked: str, status: int, answered: str | None, content: bytes
) -> None:
    response = client.get(recording.public_address(), headers={"Range": asked})
    assert (response.status_code, response.get("Content-Range"), body(response)) == (status, answered, content)
    assert response["Accept-Ranges"] == "bytes"
    if status == 206:
        assert int(response["Content-Length"]) == len(content)
    response.close()


def test_a_long_piece_comes_in_several(client: Client, noon: datetime) -> None:
    long = a_recording(content=b"x" * (views._CHUNK * 2 + 5))
    actions.release_document(document=long, at=noon)
    response: Any = client.get(long.public_address(), headers={"Range": "bytes=1-"})
    assert [len(piece) for piece in response.streaming_content] == [views._CHUNK, views._CHUNK, 4]


@pytest.mark.parametrize(
    ("name", "kind", "saved"),
    [
        ("a.mp3", "audio/mpeg", False),
        ("a.pdf", "application/pdf", True),
        ("a.html", "application/octet-stream", True),
        ("a.svg", "application/octet-stream", True),
    ],
)
def test_what_a_browser_could_run_is_saved_instead(
    client: Client, noon: datetime, name: str, kind: str, saved: bool
) -> None:
    file = a_recording(name, b"<script>alert(1)</script>")
    actions.release_document(document=file, at=noon)
    response = client.get(file.public_address())
    assert response["Content-Type"] == kind
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.get("Content-Disposition", "").startswith("attachment") == saved
    assert file.public_address().endswith((".mp3", ".pdf")) or "." not in file.public_address()
    response.close()


# The desk's own files


def desk_addresses() -> list[str]:
    photo, recording = a_photo(content=picture()), a_recording("paper.pdf")
    return [
        f"/desk/files/{photo.file.name}",
        photo.get_rendition("max-165x165").url,
        f"/desk/files/{photo.prepared_path(photo.rendition_set[0])}",
        recording.url,
    ]


def test_the_desk_gets_originals_and_small_pictures(desk: Client) -> None:
    for address in desk_addresses():
        response = desk.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert body(response)


@pytest.mark.parametrize("who", ["a stranger", "a reader with an account", "somebody who left"])
def test_to_everybody_else_they_do_not_exist(client: Client, who: str) -> None:
    addresses = desk_addresses()
    if who != "a stranger":
        user = User.objects.create_user(email="x@depesche.example", password="harbour light 7")
        if who == "somebody who left":
            group = Group.objects.create(name="Picture desk")
            group.permissions.add(Permission.objects.get(codename="access_admin"))
            user.groups.add(group)
        client.force_login(user)
        User.objects.filter(pk=user.pk).update(is_active=who != "somebody who left")
    unknown = client.get("/desk/files/originals/none.jpg")
    # Who has signed in and has no business at the desk hears the same of everything there.
    assert unknown.status_code == (403 if who == "a reader with an account" else 404)
    for address in addresses:
        response = client.get(address)
        assert response.status_code == unknown.status_code
        assert response.content.replace(address.encode(), b"") == unknown.content.replace(
            b"/desk/files/originals/none.jpg", b""
        )


@pytest.mark.parametrize(
    "address",
    [
        "/desk/files/originals/../../newsroom.sqlite3",
        "/desk/files/documents/..%2f..%2fnewsroom.sqlite3",
        "/desk/files/originals/..\\..\\newsroom.sqlite3",
        "/desk/files/documents",
        "/desk/files/documents/x%00",
        "/desk/files/originals/" + "n" * 150,
        "/desk/files/keys/secret_key",
    ],
)
def test_not_even_the_desk_gets_out_of_its_folders(desk: Client, house: Path, address: str) -> None:
    (house / "newsroom.sqlite3").write_text("canary")
    (house / "default" / "originals").mkdir(parents=True)
    response = desk.get(address, follow=True)
    assert response.status_code == 404
    assert b"canary" not in body(response)


def test_wagtails_own_address_of_documents_serves_the_desk_only(client: Client, desk: Client) -> None:
    paper = a_recording("paper.pdf")
    address = f"/desk/documents/{paper.pk}/{paper.filename}"
    response = desk.get(address)
    assert response.status_code == 200
    response.close()
    stranger = Client()
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"/desk/documents/{paper.pk + 1}/{paper.filename}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/images/abc/1/fill-99999x99999/x.jpg",
        "/desk/images/1/preview/fill-99999x99999/",
        "/desk/images/1/generate_url/",
    ],
)
def test_no_size_is_made_on_demand(desk: Client, address: str) -> None:
    assert desk.get(address).status_code == 404
