"""Browsers are told once, sealed, by real push services alone; what cannot be taken goes."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone

from depesche.net import fetching
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Section, Story
from depesche.subscriptions import actions
from depesche.subscriptions.channels import push, sealing
from depesche.subscriptions.models import LEASE, Browser, Call, Notice, Watch
from depesche.subscriptions.subjects import Place
from tests import factories as make
from tests.subscriptions.push_service import Push, Reader, b64, opened, push_service, unb64

pytestmark = [pytest.mark.django_db, pytest.mark.loopback]
State = Notice.State


@pytest.fixture
def service(settings: Any) -> Iterator[Push]:
    """A push service that the settings name."""
    with push_service() as state:
        settings.PUSH_SERVICES = [*settings.PUSH_SERVICES, state.origin]
        yield state
        assert state.faults == []


@pytest.fixture
def watching(service: Push, nordkai: Story) -> Callable[..., Reader]:
    """Browsers by name that follow the story."""

    def made(name: str, *stories: Story) -> Reader:
        reader = service.reader(name)
        for story in stories or (nordkai,):
            assert ask("begin", reader, story).status_code == 204
        return reader

    return made


def ask(act: str, reader: Reader, story: Story, **more: Any) -> Any:
    said = {"kind": "story", "name": str(story.pk), "endpoint": reader.endpoint, "keys": reader.keys, **more}
    return Client().post(f"/-/push/{act}/", json.dumps(said), content_type="application/json")


def states() -> dict[str, str]:
    return {one.browser.endpoint.rsplit("/", 1)[-1]: one.state for one in Notice.objects.select_related("browser")}


def publish(section: Section, story: Story, headline: str = "Die Fähre fährt") -> Article:
    return make.article(section, headline, stories=(story,), tell_followers=True)


def test_a_message_is_sealed_as_the_standard_shows_it() -> None:
    # RFC 8291, Appendix A.
    secret, salt = "BTBZMqHH6r4Tts7J_aSIgg", unb64("DGv6ra1nlYgDCS1FRnbzlw")
    theirs = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    ours, private = (
        ec.derive_private_key(int.from_bytes(unb64(key), "big"), ec.SECP256R1())
        for key in ("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
    )
    text = b"When I grow up, I want to be a watermelon"
    sealed = sealing.sealed(text, key=theirs, secret=secret, salt=salt, pair=ours)
    assert b64(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert opened(sealed, private, unb64(secret)) == text
    filled = sealing.sealed(text, key=theirs, secret=secret, size=2048)
    assert opened(filled, private, unb64(secret)) == text


def test_a_browser_is_told_what_is_new_in_a_story_and_opens_it_there(
    service: Push, watching: Any, nordkai: Story, hafen: Section, run_tasks: Any, noon: Any
) -> None:
    noon.move_to(timezone.now())
    anna, ben = watching("anna"), watching("ben")
    first = publish(hafen, nordkai, 'Die <b>Fähre</b> "fährt"\n')
    publish(hafen, nordkai, "Die Fähre hält")
    make.article(hafen, "Anderes", tell_followers=True)
    make.article(hafen, "Nur ein Nachtrag", stories=(nordkai,))
    run_tasks()
    told = {one["title"]: one for one in service.heard_by(anna)}
    assert set(told) == {'Die <b>Fähre</b> "fährt"', "Die Fähre hält"}
    assert told['Die <b>Fähre</b> "fährt"']["path"] == f"{nordkai.public_path()}#{first.public_id}"
    assert f'id="{first.public_id}"' in Client().get(nordkai.public_path()).content.decode()
    assert len(service.heard_by(ben)) == 2
    topics = {(path, headers["topic"]) for path, headers, _body in service.got}
    assert len(topics) == 2, "the newer takes the place of the older, and nobody sees who follows the same"
    assert len({len(body) for _path, _headers, body in service.got}) == 1, "the length tells nothing"
    assert all(0 < int(headers["ttl"]) <= 2 * 86_400 for _path, headers, _body in service.got)


def test_nobody_hears_twice_of_a_version_whoever_writes_and_dies(
    service: Push, watching: Any, nordkai: Story, hafen: Section, run_tasks: Any, noon: Any
) -> None:
    anna = watching("anna")
    publish(hafen, nordkai)
    run_tasks()
    Call.objects.update(done_at=None, reached=0)
    [call] = Call.objects.all()
    while actions.write_notices(call=call, at=timezone.now()):
        continue
    Notice.objects.update(state=State.TAKEN, taken_at=timezone.now())  # it was sent, and its sender died
    noon.shift(LEASE + timedelta(minutes=1))
    actions.settle_notices(at=timezone.now())
    run_tasks()
    assert states() == {"anna": "unknown"}
    assert len(service.heard_by(anna)) == 1


def test_what_is_withdrawn_or_not_followed_any_more_is_not_sent(
    service: Push, watching: Any, nordkai: Story, hafen: Section, noon: Any
) -> None:
    anna, ben = watching("anna"), watching("ben")
    article = publish(hafen, nordkai)
    [call] = Call.objects.all()
    actions.write_notices(call=call, at=timezone.now())
    assert ask("end", ben, nordkai).status_code == 204
    assert not Browser.objects.filter(endpoint=ben.endpoint).exists()
    newsroom.withdraw(page=article, by=None, at=timezone.now())
    while actions.send_notices(at=timezone.now()):
        continue
    assert (service.got, states()) == ([], {"anna": "dropped"})
    assert ask("look", anna, nordkai).json() == {"watches": True}


def test_each_answer_of_a_push_service_has_its_consequence(
    service: Push, watching: Any, nordkai: Story, hafen: Section, noon: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answers = {
        "gone": 410, "missing": 404, "large": 413, "wrong": 400, "forbidden": 403, "busy": 429, "broken": 503,
        "moved": 307,
    }  # fmt: skip
    for name, status in answers.items():
        watching(name)
        service.answers[name] = [(status, {"Retry-After": "7200", "Location": f"{service.origin}/push/elsewhere"})]
    watching("long")
    service.answers["long"] = [(201, {"X-Long": "yes"})]
    publish(hafen, nordkai)
    at = timezone.now()
    actions.write_notices(call=Call.objects.get(), at=at)
    with caplog.at_level(logging.DEBUG):
        while actions.send_notices(at=at):
            continue
    assert states() == {
        "large": "refused", "wrong": "refused", "forbidden": "refused", "moved": "refused", "busy": "waiting",
        "broken": "waiting", "long": "unknown",
    }  # fmt: skip
    assert not Browser.objects.filter(endpoint__endswith="gone").exists()
    assert not actions.send_notices(at=at + timedelta(seconds=7199))
    assert actions.send_notices(at=at + timedelta(seconds=7200))
    assert {states()[name] for name in ("busy", "broken")} == {"sent"}
    assert "/push/" not in caplog.text
    assert "is not taken by the push service (413)" in caplog.text


def test_a_service_that_hangs_holds_up_nobody_and_one_that_is_away_costs_nothing(
    service: Push, watching: Any, nordkai: Story, hafen: Section, noon: Any, monkeypatch: Any, settings: Any
) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", 0.5)
    watching("slow")
    service.hanging.add("slow")
    anna = watching("anna")
    settings.PUSH_SERVICES = [*settings.PUSH_SERVICES, "http://127.0.0.1:1"]
    assert ask("begin", Reader("http://127.0.0.1:1/push/away"), nordkai).status_code == 204
    publish(hafen, nordkai)
    actions.write_notices(call=Call.objects.get(), at=timezone.now())
    while actions.send_notices(at=timezone.now()):
        continue
    assert states() == {"slow": "unknown", "anna": "sent", "away": "waiting"}
    assert len(service.heard_by(anna)) == 1
    actions.settle_notices(at=timezone.now() + timedelta(days=3))
    assert states()["away"] == "dropped"


HOSTILE = [
    "https://evil.example/?fcm.googleapis.com", "https://fcm.googleapis.com.evil.example/x", "https://127.0.0.1/x",
    "https://updates.push.services.mozilla.com@127.0.0.1/", "http://updates.push.services.mozilla.com/x",
    "https://updates.push.services.mozilla.com:8443/x", "https://updates.push.services.mozilla.com\\@evil.example/x",
    "https://updates.push.services.mozilla.com#@evil.example/x", "https://evil.example#.notify.windows.com/x",
    "https://evil.example/.notify.windows.com", "https://evil.example?.notify.windows.com/x", "https://notify.windows.com/x",
    "https://a@b.notify.windows.com/x", "https://.notify.windows.com/x", "https://[::1]/x", "https://[/x", "",
    "https://updates.push.services.mozilla.com/", "https://updates.push.services.mozilla.com/a\r\nHost: x",
    "https://updates.push.services.mozilla.com/" + "a" * 1000, "file:///etc/passwd", "https://2130706433/x",
    "https://updates.push.services.mozilla.com./x", "https://updates.push.services.mozilla.com%2eevil.example/x",
    "https://evil.example:443.notify.windows.com/x",
]  # fmt: skip


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_only_addresses_at_push_services_are_taken(endpoint: str, service: Push, nordkai: Story) -> None:
    assert ask("begin", Reader(endpoint), nordkai).status_code == 400
    assert not Browser.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://db5p.notify.windows.com/w/?token=Bw%3d",
        "https://fcm.googleapis.com/fcm/send/abc:APA91",
        "https://fcm.googleapis.com/wp/abc:APA91",
        "https://web.push.apple.com/QAbc",
        "https://api.eu.push.apple.com/QAbc",
    ],
)
def test_addresses_at_push_services_are_taken(endpoint: str, service: Push, nordkai: Story) -> None:
    assert ask("begin", Reader(endpoint), nordkai).status_code == 204


def test_a_service_that_leads_into_our_own_network_is_not_called(
    service: Push, nordkai: Story, hafen: Section, noon: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask("begin", Reader("https://updates.push.services.mozilla.com/x"), nordkai).status_code == 204
    inside = [(2, 1, 6, "", ("127.0.0.1", service.port))]
    monkeypatch.setattr("depesche.net.fetching.socket.getaddrinfo", lambda *_args, **_more: inside)
    publish(hafen, nordkai)
    actions.write_notices(call=Call.objects.get(), at=timezone.now())
    actions.send_notices(at=timezone.now())
    assert (service.got, list(states().values())) == ([], ["refused"])


@pytest.mark.parametrize(
    "keys",
    [
        {}, None, [], {"p256dh": "x", "auth": "y"}, {"p256dh": 1, "auth": 2},
        {"p256dh": b64(b"\4" + b"\1" * 64), "auth": b64(b"a" * 16)},  # not on the curve
        {"p256dh": b64(b"\2" + b"\1" * 32), "auth": b64(b"a" * 16)},
        {"p256dh": Reader("").keys["p256dh"], "auth": b64(b"a" * 15)},
        {"p256dh": Reader("").keys["p256dh"] + "=", "auth": b64(b"a" * 16)},
        {"p256dh": Reader("").keys["p256dh"], "auth": "ü" * 22},
    ],
)  # fmt: skip
def test_keys_that_open_nothing_are_refused(keys: Any, service: Push, nordkai: Story) -> None:
    assert ask("begin", service.reader("anna"), nordkai, keys=keys).status_code == 400
    assert not Browser.objects.exists()


@pytest.mark.parametrize("body", ["[]", "1", "{", '"x"', "[" * 4000, "{}" + " " * 5000, "\xff", '{"endpoint": {}}'])
def test_what_is_no_plain_object_is_refused(body: str, service: Push) -> None:
    answer = Client().post("/-/push/begin/", body.encode("latin-1"), content_type="application/json")
    assert answer.status_code == 400


def test_other_sites_other_acts_and_what_cannot_be_followed_are_refused(service: Push, nordkai: Story) -> None:
    anna = service.reader("anna")
    said = json.dumps({"kind": "story", "name": str(nordkai.pk), "endpoint": anna.endpoint, "keys": anna.keys})
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    answer = Client().post("/-/push/begin/", said, content_type="application/json", headers=elsewhere)
    assert answer.status_code == 403
    assert Client().post("/-/push/begin/", said, content_type="text/plain").status_code == 415
    assert Client().get("/-/push/begin/").status_code == 405
    assert ask("other", anna, nordkai).status_code == 404
    assert ask("begin", anna, nordkai, name="0").status_code == 404
    assert not Browser.objects.exists()


def test_nobody_fills_the_newsroom_with_browsers(
    service: Push, nordkai: Story, monkeypatch: pytest.MonkeyPatch, noon: Any
) -> None:
    from depesche.subscriptions.actions import watching as rules

    monkeypatch.setattr(rules, "MOST_BROWSERS", 2)
    assert [ask("begin", service.reader(name), nordkai).status_code for name in "aab"] == [204, 204, 204]
    assert ask("begin", service.reader("c"), nordkai).status_code == 409
    assert Browser.objects.count() == 2
    answers = [ask("begin", service.reader("a"), nordkai) for _ in range(60)]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_browser_with_another_endpoint_keeps_what_it_hears_of(service: Push, watching: Any, nordkai: Story) -> None:
    anna, now = watching("anna"), service.reader("anna-anew")
    answer = ask("move", now, nordkai, before=anna.endpoint)
    assert (answer.status_code, Browser.objects.get().endpoint) == (204, now.endpoint)
    assert actions.watches(endpoint=now.endpoint, place=Place("story", str(nordkai.pk)))
    ask("move", service.reader("stranger"), nordkai, before="unknown")
    assert Watch.objects.count() == 1


def test_the_form_offers_it_without_a_mark_of_the_reader_and_only_where_somebody_may_be_called(
    service: Push, nordkai: Story, settings: Any
) -> None:
    path = f"/-/follow/story/{nordkai.pk}/"
    page = Client().get(path).content.decode()
    assert f'data-push="{sealing.public_key()}"' in page
    assert len(unb64(sealing.public_key())) == 65
    settings.PUSH_SERVICES = []
    assert "data-push" not in Client().get(path).content.decode()
    assert ask("begin", service.reader("anna"), nordkai).status_code == 415


def test_the_worker_is_looked_at_anew_each_time_and_stands_in_no_way_of_pages() -> None:
    answer = Client().get("/-/push/worker.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert not answer.cookies
    assert "Service-Worker-Allowed" not in answer
    assert b'addEventListener("fetch"' not in answer.content
    assert Client().get("/-/push/worker.js", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_how_long_to_wait_is_said_in_seconds_or_as_a_date(noon: Any) -> None:
    def wait(said: str) -> timedelta:
        return push.wait_for(fetching.Answer(429, {"retry-after": said}, b""), at=make.NOON)

    assert wait("120") == timedelta(minutes=2)
    assert wait("99999999") == push.LONGEST_WAIT
    assert [wait(said) for said in ("", "-1", "soon", "Thu, 01 Jan 1970 00:00:00 GMT")] == [timedelta()] * 4
    in_an_hour = (make.NOON + timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert wait(in_an_hour) == timedelta(hours=1)
