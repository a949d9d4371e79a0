"""The picture of an account: optional, small, made anew from its pixels, gone when its owner or the desk says so."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from depesche.accounts import actions as accounts
from depesche.accounts import holdings, roles
from depesche.accounts.models import User
from depesche.delivery.collecting import collecting
from depesche.media import actions, darkroom
from depesche.media.models import Portrait
from depesche.media.models.portrait import SIDE
from depesche.website.templatetags.people import initial
from depesche.website.views.picture import LARGEST, PICTURES
from tests.accounts.conftest import sign_in
from tests.desk.conftest import browser_of
from tests.media.conftest import public
from tests.media.pictures import bomb, exif, halves, picture

__all__ = ["public"]

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/account/picture/"


@pytest.fixture
def mine(visitor: Client, reader: User) -> Client:
    """The reader's browser."""
    sign_in(visitor, reader.email)
    return visitor


def bring(client: Client, content: bytes, name: str = "me.jpg") -> Any:
    """Choose a file and send the form."""
    return client.post(PAGE, {"picture": SimpleUploadedFile(name, content)})


def shown(address: str) -> Image.Image:
    """What readers see."""
    answer: Any = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    return Image.open(io.BytesIO(b"".join(answer.streaming_content)))


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "portraits").glob("*"))


def test_an_account_needs_no_picture_and_is_shown_by_a_letter(mine: Client) -> None:
    assert '<span class="face" aria-hidden="true">M</span>' in mine.get("/account/").content.decode()
    assert "Remove the picture" not in mine.get(PAGE).content.decode()


@pytest.mark.parametrize(("name", "letter"), [("Möwe 7", "M"), ("«élan»", "É"), ("محمد", "م"), ("", ""), ("…", "")])
def test_the_letter_is_the_first_one_of_the_name(name: str, letter: str) -> None:
    assert initial(name) == letter


def test_a_picture_becomes_a_small_square_with_nothing_but_pixels(mine: Client, reader: User) -> None:
    assert bring(mine, halves(4000, 3000, exif=exif(gps=True, orientation=6, artist="CANARY"))).status_code == 302
    address = Portrait.objects.get(person=reader).address
    made = shown(address)
    assert made.size == (SIDE, SIDE)
    assert not made.getexif()
    assert set(made.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    above, beneath = made.getpixel((SIDE // 2, 10)), made.getpixel((SIDE // 2, SIDE - 10))
    assert isinstance(above, tuple)
    assert isinstance(beneath, tuple)
    assert above[0] > 200, "it stands upright: what was left is above"
    assert beneath[2] > 200
    assert f'src="{address}"' in mine.get("/account/").content.decode()


@pytest.mark.parametrize("size", [(9000, 40), (40, 9000), (1, 1), (192, 193)])
def test_a_picture_of_any_shape_becomes_a_square_and_is_not_enlarged(mine: Client, size: tuple[int, int]) -> None:
    assert bring(mine, picture(*size, form="PNG"), "me.png").status_code == 302
    side = min(*size, SIDE)
    assert shown(Portrait.objects.get().address).size == (side, side)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "SVG"),
        (picture(form="PNG")[:200], "damaged"),
        (b"<!doctype html><script>alert(1)</script>", "not a picture"),
        (bomb(8_000), "too many pixels"),
        (b"", "empty"),
        (b"\xff\xd8\xff" + b"x" * LARGEST, "at most 8"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(mine: Client, content: bytes, said: str, public: Path) -> None:
    answer = bring(mine, content)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Portrait.objects.exists()
    assert not files_in(public)


def test_a_form_that_brings_more_is_refused_before_it_is_read(mine: Client) -> None:
    assert bring(mine, b"x" * 10_000_001).status_code == 413


def test_another_picture_takes_the_place_of_the_first_which_is_gone(mine: Client, reader: User, public: Path) -> None:
    bring(mine, picture())
    first = Portrait.objects.get(person=reader)
    bring(mine, picture(mode="L"))
    second = Portrait.objects.get(person=reader)
    assert files_in(public) == [second.name]
    assert Client().get(first.address).status_code == 404


def test_its_owner_removes_it(mine: Client, public: Path) -> None:
    bring(mine, picture())
    assert mine.post(PAGE, {"remove": "1"}).status_code == 302
    assert not Portrait.objects.exists()
    assert not files_in(public)


def test_nobody_changes_anothers_and_strangers_none(mine: Client, reader: User) -> None:
    bring(mine, picture())
    assert bring(Client(), picture()).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    sign_in(Client(), reader.email)
    strict.force_login(reader)
    assert bring(strict, picture()).status_code == 403
    assert Portrait.objects.count() == 1


def test_pictures_are_not_changed_without_end(mine: Client, reader: User) -> None:
    for _ in range(PICTURES.most):
        PICTURES.allows(str(reader.pk), at=datetime.now(UTC))
    assert "try again in an hour" in bring(mine, picture()).content.decode()


def test_readers_take_turns_in_the_darkroom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "PATIENCE", 0.01)
    with darkroom._turn_of_readers, pytest.raises(darkroom.Refused) as refusal:
        darkroom.portray(ContentFile(picture()), side=SIDE)
    assert refusal.value.code == "busy"


def test_it_is_told_to_its_owner_and_goes_with_the_account(reader: User, noon: datetime, public: Path) -> None:
    portrait = actions.portray(person=reader, file=ContentFile(picture()), at=noon)
    assert json.loads(json.dumps(holdings.export(reader.pk)))["picture"] == {
        "address": portrait.address,
        "chosen_at": noon.isoformat(),
    }
    accounts.erase(user=reader, comments=holdings.ANONYMOUS, at=noon)
    assert not files_in(public)
    assert not Portrait.objects.exists()


def test_a_page_that_shows_people_is_renewed_with_their_pictures(reader: User, noon: datetime) -> None:
    portrait = actions.portray(person=reader, file=ContentFile(picture()), at=noon)
    with collecting() as marks:
        found = Portrait.objects.addresses([reader.pk, reader.pk + 1])
    assert found == {reader.pk: portrait.address}
    assert marks == {f"portrait:{reader.pk}", f"portrait:{reader.pk + 1}"}


def test_what_a_broken_off_change_left_behind_is_swept_up(reader: User, noon: datetime, public: Path) -> None:
    portrait = actions.portray(person=reader, file=ContentFile(picture()), at=noon)
    (public / "portraits" / ("0" * 32)).mkdir()
    (public / "portraits" / ("0" * 32) / f"{SIDE}.jpeg").write_bytes(b"x")
    actions.sweep(at=datetime.now(UTC) + timedelta(days=1))
    assert files_in(public) == [portrait.name]


@pytest.mark.parametrize(
    ("role", "may"), [(roles.REPORTER, False), (roles.EDITOR, True), (roles.PHOTO_DESK, True), ("", False)]
)
def test_editors_and_the_photo_desk_take_pictures_away_and_others_cannot(
    role: str, may: bool, reader: User, noon: datetime, person: Callable[..., User], edition: Any
) -> None:
    portrait = actions.portray(person=reader, file=ContentFile(picture()), at=noon)
    client = browser_of(person(role, "Ineke") if role else User.objects.create_user("other@reader.example"))
    page = client.get("/desk/reports/portraits/")
    assert (page.status_code == 200) == may
    assert (portrait.address in page.content.decode()) == may
    removed = client.post(f"/desk/reports/portraits/{reader.pk}/remove/")
    assert (removed.status_code == 302 and removed["Location"] == "/desk/reports/portraits/") == may
    assert Portrait.objects.exists() != may
    assert ("/desk/reports/portraits/" in client.get("/desk/").content.decode()) == may


def test_the_form_at_the_desk_carries_its_token(reader: User, noon: datetime, person: Callable[..., User]) -> None:
    actions.portray(person=reader, file=ContentFile(picture()), at=noon)
    page = browser_of(person(roles.EDITOR, "Ineke")).get("/desk/reports/portraits/").content.decode()
    form = page[page.index(f"/desk/reports/portraits/{reader.pk}/remove/") :]
    assert "csrfmiddlewaretoken" in form[: form.index("</form>")]
