"""Saying at the desk how discussions are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Discussion, Expert, Rules, Setting
from depesche.newsroom.models import Edition, Section
from tests import factories as make
from tests.factories.fixtures import bote, hafen

__all__ = ["bote", "hafen"]


@pytest.fixture
def editor(db: None) -> Client:
    """The browser of somebody with the role of an editor."""
    user = User.objects.create_user("ineke@bote.example", is_staff=True, first_name="Ineke")
    user.groups.add(Group.objects.get(name="Editor"))
    client = Client()
    client.force_login(user)
    return client


def test_an_editor_opens_discussions_in_an_edition_a_section_and_beneath_an_article(
    editor: Client, bote: Edition, hafen: Section
) -> None:
    article = make.article(hafen, "Kai")
    led = editor.post("/desk/discussions/", {"address": f"https://bote.example{article.public_path()}"})
    assert led["Location"] == f"/desk/discussions/place/article/{article.public_id}/"
    for place in (f"edition/{bote.code}", f"section/{hafen.pk}", f"article/{article.public_id}"):
        address = f"/desk/discussions/place/{place}/"
        assert editor.get(address).status_code == 200
        said = {"mode": "checked", "closes_after": "7", "questions": "yes", "pictures": "no"}
        assert editor.post(address, said).status_code == 302
    kept = list(Setting.objects.values_list("kind", "mode", "closes_after", "questions", "pictures").order_by("pk"))
    assert kept == [(kind, "checked", 7, True, False) for kind in ("edition", "section", "article")]
    assert "Kai" in editor.get("/desk/discussions/").content.decode()
    editor.post(f"/desk/discussions/place/edition/{bote.code}/", {"mode": "", "closes_after": "", "questions": ""})
    assert Setting.objects.get(kind="edition").questions is None


def test_a_place_that_is_none_is_not_found(editor: Client, bote: Edition) -> None:
    for place in ("edition/xx", "section/999", "section/x", "article/222222222222", "story/1"):
        assert editor.get(f"/desk/discussions/place/{place}/").status_code == 404


def test_house_rules_are_put_in_force(editor: Client, bote: Edition) -> None:
    address = "/desk/discussions/rules/de/"
    assert editor.get(address).status_code == 200
    said: dict[str, Any] = {
        "introduction": "Hallo.",
        "rule-TOTAL_FORMS": "3",
        "rule-INITIAL_FORMS": "0",
        "rule-0-title": "Sachlich",
        "rule-0-text": "Zur Sache.",
        "rule-2-title": "Belege",
        "rule-2-text": "Quellen nennen.",
    }
    assert editor.post(address, said).status_code == 302
    rules = Rules.objects.get()
    assert [(rule.number, rule.title) for rule in rules.each.all()] == [(1, "Sachlich"), (2, "Belege")]
    assert "Zur Sache." in editor.get(address).content.decode()
    assert editor.post(address, {**said, "rule-1-title": "Ohne Text"}).status_code == 200
    assert Rules.objects.count() == 1


def test_experts_are_named_and_end(editor: Client, bote: Edition, reader: User, now: datetime) -> None:
    address = "/desk/discussions/experts/"
    of = Discussion.objects.create(kind="article", name="7k2mnpqrstuv", edition="de", title="Kai", begun_at=now)
    said = {"email": "MIRA@reader.example", "known_for": "Hydrologin", "edition": str(bote.pk), "address": ""}
    assert editor.post(address, said).status_code == 302
    assert editor.post(address, {**said, "address": "/de/hafen/kai-7k2mnpqrstuv/"}).status_code == 302
    for wrong in ({"email": "nobody@x.example"}, {"address": "/de/x-222222222222/"}):
        assert editor.post(address, {**said, **wrong}).status_code == 200
    assert [expert.discussion for expert in Expert.objects.order_by("pk")] == [None, of]
    assert "Hydrologin" in editor.get(address).content.decode()
    expert = Expert.objects.filter(discussion=of).get()
    assert editor.post(f"{address}{expert.pk}/end/").status_code == 302
    expert.refresh_from_db()
    assert expert.until


@pytest.mark.parametrize("role", ["Reporter", "Photo desk", None])
def test_nobody_else_keeps_discussions(role: str | None, bote: Edition, reader: User) -> None:
    actions.publish_rules(edition="de", each=[("a", "b")], by=None, at=make.NOON)
    if role:
        reader.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(reader)
    for address in ("", "place/edition/de/", "rules/de/", "experts/"):
        for answer in (client.get(f"/desk/discussions/{address}"), client.post(f"/desk/discussions/{address}", {})):
            if role is None:  # no business at the desk at all
                assert answer.status_code == 403, address
                continue
            assert answer.status_code == 302
            assert answer["Location"].startswith(("/desk/login/", "/desk/")), address
            assert "discussions" not in answer["Location"].partition("?")[0]
    assert not Setting.objects.exists()
    assert Rules.objects.count() == 1
