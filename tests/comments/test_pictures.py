"""Pictures with comments: made anew, seen by a moderator first, and gone with the comment from every address."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from depesche.accounts import actions as accounts
from depesche.accounts import holdings
from depesche.accounts.models import User
from depesche.comments import actions, archive
from depesche.comments.actions.allowances import _OWN, spend
from depesche.comments.hosts import Host
from depesche.comments.models import Comment, Finding, Rule
from depesche.comments.moderation import statements
from depesche.formats import discussion as neutral
from depesche.media import actions as media
from depesche.media.models import Enclosure
from depesche.media.models.enclosure import BOX, LONGEST_SIDE
from tests.comments import moderating as make
from tests.comments.moderating import NOW
from tests.desk.conftest import browser_of, person
from tests.media.conftest import private, public
from tests.media.pictures import bomb, exif, halves, many_frames, picture, png_with_xmp

__all__ = ["person", "private", "public"]

pytestmark = pytest.mark.django_db
Post = Callable[..., Comment]
Commit = Any


@pytest.fixture
def bring(post: Post, host: Host) -> Post:
    """Write a comment with a picture, where pictures are on."""
    actions.keep(place=("edition", "en"), by=None, mode="open", pictures=True)

    def write(
        content: bytes | None = None, *, name: str = "ferry.jpg", shows: str = "The ferry.", **more: Any
    ) -> Comment:
        file = SimpleUploadedFile(name, picture() if content is None else content)
        return post("Look at this.", picture=file, shows=shows, **more)

    return write


def asked(address: str) -> Any:
    """What a reader's browser gets, read to its end."""
    answer: Any = Client().get(address)
    if answer.streaming:
        list(answer.streaming_content)
    answer.close()
    return answer


def folders(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "enclosures").glob("*"))


def test_pictures_are_off_where_nobody_has_said_so(post: Post, public: Path, private: Path) -> None:
    with pytest.raises(actions.NoPictures):
        post(picture=ContentFile(picture()), shows="The ferry.")
    assert not Comment.objects.exists()
    assert folders(public) == folders(private) == []


@pytest.mark.parametrize("badge", ["", "staff", "author"])
def test_a_moderator_sees_it_before_readers_do_whoever_brings_it(
    bring: Post, boss: User, host: Host, badge: str, moderator: User, public: Path
) -> None:
    if badge:
        actions.accept_rules(rules=make.house_rules("en")[0].rules, by=boss, at=NOW)
    comment = bring(by=boss) if badge else bring()
    assert comment.state == "pending"
    assert Finding.objects.filter(comment=comment, reason="picture").exists()
    assert comment.picture
    assert comment.picture.address == ""
    assert folders(public) == []
    make.approve(comment, moderator)
    comment = Comment.objects.get()
    assert comment.picture
    answer = asked(comment.picture.address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_it_needs_a_description(bring: Post, private: Path) -> None:
    for shows in ("", "  ", "\u202e"):
        with pytest.raises(actions.NoDescription):
            bring(shows=shows)
    assert folders(private) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Enclosure.objects.create(name="x", width=1, height=1, alt="", added_at=NOW)


def test_it_is_made_anew_from_its_pixels_without_place_time_or_camera(bring: Post, moderator: User) -> None:
    comment = bring(halves(4000, 3000, exif=exif(gps=True, orientation=6, artist="CANARY")))
    assert comment.picture
    content = media.content_of(comment.picture)
    made = Image.open(io.BytesIO(content))
    assert (made.format, made.size) == ("WEBP", (900, 1200))
    assert made.size == (comment.picture.width, comment.picture.height)
    assert not made.getexif()
    assert not {"exif", "xmp", "icc_profile"} & set(made.info)
    for trace in (b"CANARY", b"4711", b"Kamerawerk", b"2025:03:04", b"Exif", b"GPS"):
        assert trace not in content
    above, beneath = made.convert("RGB").getpixel((450, 20)), made.convert("RGB").getpixel((450, 1180))
    assert isinstance(above, tuple)
    assert isinstance(beneath, tuple)
    assert above[0] > 200, "it stands upright: what was left is above"
    assert beneath[2] > 200


def test_what_hides_behind_or_beside_a_picture_does_not_come_along(bring: Post) -> None:
    script = b"<!doctype html><script>alert(1)</script>"
    polyglots = {
        "after.jpg": picture() + script,
        "comment.gif": picture(form="GIF", mode="P").replace(b"\x00;", b"\x00!\xfe\x28" + script + b"\x00;"),
        "packet.png": png_with_xmp(f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{script.decode()}</x:xmpmeta>"),
        "archive.jpg": picture() + b"PK\x03\x04" + b"secret.txt",
    }
    for name, content in polyglots.items():
        comment = bring(content, name=name)
        assert comment.picture
        made = media.content_of(comment.picture)
        assert made.startswith(b"RIFF")
        assert made[8:12] == b"WEBP"
        for trace in (b"<script", b"doctype", b"xmpmeta", b"secret.txt"):
            assert trace not in made, name


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "x.svg", "svg"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg><foreignObject/></svg>", "x.jpg", "svg"),
        (b"<!doctype html><script>alert(1)</script>", "a.jpg", "format"),
        (b"GIF89a=1;alert(1)//", "a.gif", "format"),
        (b"%PDF-1.7 " + b"x" * 99, "a.png", "format"),
        (picture(form="TIFF"), "a.jpg", "format"),
        (picture(form="BMP"), "a.jpg", "format"),
        (picture(form="PNG")[:300], "a.png", "damaged"),
        (bomb(), "bomb.png", "pixels"),
        (many_frames(1_000), "frames.gif", "moving"),
        (b"", "empty.jpg", "empty"),
        (b"\xff\xd8\xff" + b"x" * 8_000_000, "large.jpg", "bytes"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason_and_leaves_nothing(
    bring: Post, content: bytes, name: str, why: str, private: Path, public: Path
) -> None:
    with pytest.raises(actions.BadPicture) as refused:
        bring(content, name=name)
    assert refused.value.why.code == why
    assert not Comment.objects.exists()
    assert folders(private) == folders(public) == []


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\x.jpg", "a\x00.html", "%2e%2e%2fx.svg", "x" * 4096, "a.php.jpg", "\u202egpj.exe"],
)
def test_the_name_that_a_file_came_with_is_used_nowhere(
    bring: Post, post: Post, name: str, house: Path, private: Path
) -> None:
    file = ContentFile(picture())
    file.name = name  # as it came, before anything has tidied it
    comment = post(picture=file, shows="The ferry.")
    assert comment.picture
    assert folders(private) == [comment.picture.name]
    assert [path.name for path in house.rglob("*") if path.is_file()] == ["picture.webp"]


@pytest.mark.parametrize(
    ("size", "made", "shown"),
    [
        ((9000, 40), (1200, 5), (592, 2)),
        ((40, 9000), (5, 1200), (2, 480)),
        ((1, 1), (1, 1), (1, 1)),
        ((1200, 900), (1200, 900), (592, 444)),
    ],
)
def test_any_shape_has_a_place_on_the_page_that_is_known_before(
    bring: Post, size: tuple[int, int], made: tuple[int, int], shown: tuple[int, int]
) -> None:
    comment = bring(picture(*size, form="PNG"))
    assert comment.picture
    assert (comment.picture.width, comment.picture.height) == made
    assert comment.picture.shown == shown
    assert max(made) <= LONGEST_SIDE
    assert shown[0] <= BOX[0]


def test_a_refused_comment_takes_its_picture_from_every_address_and_an_appeal_brings_it_back_under_another(
    bring: Post,
    moderator: User,
    colleague: User,
    reader: User,
    rules: list[Rule],
    public: Path,
    private: Path,
    run_tasks: Callable[[], None],
    django_capture_on_commit_callbacks: Commit,
) -> None:
    comment = bring_agreed(bring, reader, rules)
    make.approve(comment, moderator)
    before = Enclosure.objects.get().address
    assert asked(before).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        decision = make.refuse(comment, rules[0], moderator)
    assert asked(before).status_code == 404
    assert folders(public) == []
    assert len(folders(private)) == 1, "moderators and an appeal still need it"
    [said] = statements.between(NOW.date(), NOW.date())
    assert said["content_type"] == ["CONTENT_TYPE_TEXT", "CONTENT_TYPE_IMAGE"]
    appeal = actions.appeal(against=decision, reader=reader, text="It is only a ferry.", at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        actions.decide_appeal(appeal=appeal, outcome="reversed", by=colleague, at=NOW)
    after = Enclosure.objects.get().address
    assert after
    assert after != before
    assert asked(after).status_code == 200
    run_tasks()  # what follows the first withdrawal takes nothing of the second appearance
    assert asked(after).status_code == 200


def bring_agreed(bring: Post, reader: User, rules: list[Rule]) -> Comment:
    actions.accept_rules(rules=rules[0].rules, by=reader, at=NOW)
    return bring()


@pytest.mark.parametrize("end", ["deleted", holdings.ANONYMOUS, holdings.GONE])
def test_whoever_deletes_a_comment_or_the_account_takes_the_picture_along(
    bring: Post,
    moderator: User,
    reader: User,
    public: Path,
    private: Path,
    end: str,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    comment = bring()
    make.approve(comment, moderator)
    address = Enclosure.objects.get().address
    with django_capture_on_commit_callbacks(execute=True):
        if end == "deleted":
            actions.delete(comment=Comment.objects.get(), by=reader, at=NOW)
        else:
            accounts.erase(user=reader, comments=end, at=NOW)
    assert asked(address).status_code == 404
    assert folders(public) == folders(private) == []
    assert not Enclosure.objects.exists()
    assert Comment.objects.get().picture is None


def test_what_died_half_way_is_swept_up(bring: Post, moderator: User, public: Path, private: Path) -> None:
    comment = bring()
    make.approve(comment, moderator)
    kept = Enclosure.objects.get()
    media.develop_enclosure(file=ContentFile(picture()), alt="x", at=NOW)
    (public / "enclosures" / ("0" * 32)).mkdir()
    media.sweep(at=NOW + timedelta(days=3650))
    assert folders(private) == [kept.name]
    assert folders(public) == [kept.public_name]


def test_the_public_name_tells_nothing_of_the_private_one(bring: Post, moderator: User) -> None:
    make.approve(bring(), moderator)
    kept = Enclosure.objects.get()
    assert kept.name != kept.public_name
    for guess in (kept.name, "0" * 32):
        assert Client().get(f"/media/enclosures/{guess}/picture.webp").status_code == 404
    for path in ("picture.webp.html", "../picture.webp", "picture.svg", "pictureXwebp"):
        assert Client().get(f"/media/enclosures/{kept.public_name}/{path}").status_code == 404


def test_a_day_has_so_many_pictures_and_tries_count(bring: Post, reader: User, host: Host, post: Post) -> None:
    most = _OWN["picture"].most
    for number in range(most):
        at = NOW + timedelta(minutes=number)
        if number == 0:
            with pytest.raises(actions.BadPicture):
                bring(b"no picture", at=at)
        else:
            spend("picture", account=reader.pk, network="", at=at)
    later = NOW + timedelta(hours=2)
    with pytest.raises(actions.TooOften):
        bring(at=later)
    assert post("Without one.", at=later).text == "Without one."
    assert bring(at=NOW + timedelta(days=1, hours=1)).picture


def test_sending_the_form_twice_develops_one_picture(bring: Post, private: Path) -> None:
    assert bring(token="once") == bring(token="once")
    assert len(folders(private)) == 1


def test_other_words_are_looked_at_again_and_hide_the_picture_till_then(
    bring: Post, moderator: User, host: Host, reader: User, public: Path, django_capture_on_commit_callbacks: Commit
) -> None:
    comment = bring()
    make.approve(comment, moderator)
    with django_capture_on_commit_callbacks(execute=True):
        actions.edit(comment=Comment.objects.get(), host=host, by=reader, words="Buy here!", at=NOW)
    assert Comment.objects.get().state == "pending"
    assert folders(public) == []


def test_it_is_told_to_its_owner_and_goes_out_with_the_discussion(
    bring: Post, moderator: User, reader: User, settings: Any
) -> None:
    settings.BASE_URL = "http://testserver"
    comment = bring()
    [told] = json.loads(json.dumps(holdings.export(reader.pk)))["comments"]["written"]
    assert told["picture"]["shows"] == "The ferry."
    mine = browser_of(reader).get(told["picture"]["address"])
    assert (mine.status_code, mine["Content-Type"]) == (200, "image/webp")
    assert mine["Cache-Control"] == "private, no-store"
    assert [one.picture.address for one in records(everything=True) if one.picture] == [""]
    make.approve(comment, moderator)
    [out] = records()
    assert out.picture
    assert asked(out.picture.address).status_code == 200
    assert (out.picture.alt, out.picture.width, out.picture.height) == ("The ferry.", 640, 400)
    text = "".join(neutral.dump([neutral.Thread(key="x"), out]))
    assert list(neutral.load(io.BytesIO(text.encode())))[1] == out


def records(*, everything: bool = False) -> list[neutral.Comment]:
    found = archive.records(at=NOW, everything=everything)
    return [record for record in found if isinstance(record, neutral.Comment)]


def test_the_desk_shows_it_to_those_who_moderate(
    bring: Post, moderator: User, reader: User, person: Callable[..., User]
) -> None:
    comment = bring(shows="A <b>ferry</b> & more")
    address = f"/desk/discussion/comment/{comment.public_id}/picture/"
    page = browser_of(moderator).get("/desk/discussion/").content.decode()
    assert f'src="{address}"' in page
    assert "A &lt;b&gt;ferry&lt;/b&gt; &amp; more" in page
    assert "somebody looks at it before readers do" in page
    answer = browser_of(moderator).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "no-store" in answer["Cache-Control"]
    for stranger in (Client(), browser_of(reader), browser_of(person("Photo desk", "Ineke"))):
        assert stranger.get(address).status_code != 200


def test_refused_pictures_are_not_kept_longer_than_an_appeal_is_open(
    bring: Post,
    reader: User,
    moderator: User,
    rules: list[Rule],
    private: Path,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    comment = bring_agreed(bring, reader, rules)
    make.refuse(comment, rules[0], moderator)
    for days, left in ((183, 1), (185, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            actions.forget_refused_pictures(at=NOW + timedelta(days=days))
        assert len(folders(private)) == left
