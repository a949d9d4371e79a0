"""Every button that publishes or takes back goes through the newsroom's actions, and none fails with a stack trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState

from depesche.accounts.models import User
from depesche.media.models import Photo
from depesche.newsroom import actions
from depesche.newsroom.models import Appointment, Article, Author, Edition, FrontSlot, Section, Story, Teaser
from tests.media.factories import a_photo

from .conftest import a_draft, browser_of
from .forms import filled, opened, press, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare_photo() -> Photo:
    """A picture of which nobody knows whose it is."""
    return a_photo(credit_line="", title="Nobody's picture", developed=False)


@pytest.fixture
def bare_draft(section: Section, bare_photo: Photo) -> Article:
    """A draft that cannot be published because of its picture."""
    return a_draft(section, "Draft with a bare picture", lead_photo=bare_photo)


def is_live(article: Page) -> bool:
    """Whether readers are given it, in the tree and in the lists alike."""
    filed = Teaser.objects.filter(article_id=article.pk).exists()
    assert Article.objects.get(pk=article.pk).live == filed
    return filed


def test_the_publish_button_files_the_article_for_readers(draft: Article, desk: Client) -> None:
    assert press(desk, draft, opened(desk, draft), "publish").status_code == 302
    assert is_live(draft)


def test_a_headline_alone_is_not_published_from_the_editor(draft: Article, desk: Client) -> None:
    refused = press(desk, draft, opened(desk, draft), "publish", standfirst=" ")
    assert "nothing to read under the headline" in str(refused.context["form"].errors["standfirst"])
    assert not is_live(draft)


def test_a_time_that_is_over_is_no_time_to_go_live(draft: Article, desk: Client) -> None:
    refused = press(desk, draft, opened(desk, draft), "publish", go_live_at="2020-01-02 10:00")
    assert "This time is over" in str(refused.context["form"].errors["go_live_at"])
    assert not is_live(draft)


def test_a_new_article_is_published_at_once(section: Section, desk: Client, author: Author) -> None:
    address = reverse("wagtailadmin_pages:add", args=("newsroom", "article", section.pk))
    data = filled(desk.get(address))
    done = desk.post(address, {**data, "title": "Fire in the harbour", "slug": "fire", "action-publish": "yes"})
    assert done.status_code == 302
    article = Article.objects.get(slug="fire")
    assert is_live(article)
    assert [line.author for line in article.bylines.all()] == [author]


def test_two_articles_may_carry_one_headline(live: Article, section: Section, desk: Client) -> None:
    address = reverse("wagtailadmin_pages:add", args=("newsroom", "article", section.pk))
    data = filled(desk.get(address))
    done = desk.post(address, {**data, "title": live.title, "slug": live.slug, "action-publish": "yes"})
    assert done.status_code == 302
    twin = Article.objects.exclude(pk=live.pk).get(title=live.title)
    assert is_live(twin)
    assert twin.public_path() != live.public_path()


def test_a_refused_publication_comes_back_with_every_word_and_the_way_to_the_picture(
    bare_draft: Article, bare_photo: Photo, desk: Client
) -> None:
    before = bare_draft.revisions.count()
    refused = press(desk, bare_draft, opened(desk, bare_draft), "publish", title="Typed anew", standfirst="All of it")
    assert refused.status_code == 200
    assert "has no credit line" in str(refused.context["form"].errors["lead_photo"])
    assert reverse("wagtailimages:edit", args=(bare_photo.pk,)) in said(refused)
    page = refused.content.decode()
    assert 'value="Typed anew"' in page
    assert "All of it" in page
    assert not is_live(bare_draft)
    assert bare_draft.revisions.count() == before


def test_a_new_article_that_is_refused_is_not_made(section: Section, bare_photo: Photo, desk: Client) -> None:
    address = reverse("wagtailadmin_pages:add", args=("newsroom", "article", section.pk))
    data = filled(desk.get(address)) | {"title": "Fire", "slug": "fire", "lead_photo": str(bare_photo.pk)}
    refused = desk.post(address, {**data, "action-publish": "yes"})
    assert refused.status_code == 200
    assert "has no credit line" in str(refused.context["form"].errors["lead_photo"])
    assert not Article.objects.filter(slug="fire").exists()


@pytest.mark.parametrize("kind", ["picture", "gallery"])
def test_a_bare_picture_in_the_text_is_pointed_at_where_it_stands(
    kind: str, section: Section, bare_photo: Photo, desk: Client
) -> None:
    good = a_photo(developed=False)
    picture = {"photo": bare_photo, "caption": "", "alt": ""}
    value = picture if kind == "picture" else {"title": "", "pictures": [{**picture, "photo": good}, picture]}
    draft = a_draft(section, body=[("paragraph", "<p>One.</p>"), (kind, value)])
    refused = press(desk, draft, opened(desk, draft), "publish")
    assert refused.status_code == 200
    error = refused.context["form"].errors.as_data()["body"][0]
    assert list(error.block_errors) == [1]
    assert not is_live(draft)


def test_a_section_that_is_not_published_keeps_its_articles_back(edition: Edition, desk: Client) -> None:
    section = actions.add_page(page=Section(title="New", slug="new"), under=edition, by=None, publish_at=None)
    draft = a_draft(section.specific)
    refused = press(desk, draft, opened(desk, draft), "publish")
    assert "Publish the section first" in refused.content.decode()
    assert not is_live(draft)


def test_publishing_many_skips_what_cannot_be_published_and_says_so(
    draft: Article, bare_draft: Article, desk: Client
) -> None:
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    chosen = f"{address}?id={draft.pk}&id={bare_draft.pk}&next=/desk/articles/"
    answer = desk.post(chosen, follow=True)
    assert answer.status_code == 200
    assert is_live(draft)
    assert not is_live(bare_draft)
    assert "1 page has been published" in said(answer)
    assert "“Draft with a bare picture” is not published." in said(answer)


def test_publishing_a_section_with_what_stands_beneath_it(
    section: Section, draft: Article, bare_draft: Article, desk: Client
) -> None:
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    answer = desk.post(f"{address}?id={section.pk}&next=/desk/articles/", {"include_descendants": "on"}, follow=True)
    assert is_live(draft)
    assert not is_live(bare_draft)
    assert "“Draft with a bare picture” is not published." in said(answer)


def test_taking_back_many(live: Article, desk: Client) -> None:
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "unpublish"))
    assert desk.post(f"{address}?id={live.pk}&next=/desk/articles/", follow=True).status_code == 200
    assert not is_live(live)


def test_taking_back_one(live: Article, desk: Client) -> None:
    assert desk.post(reverse("wagtailadmin_pages:unpublish", args=(live.pk,)), follow=True).status_code == 200
    assert not is_live(live)


def test_taking_back_a_section_with_its_articles(section: Section, live: Article, desk: Client) -> None:
    address = reverse("wagtailadmin_pages:unpublish", args=(section.pk,))
    desk.post(address, {"include_descendants": "on"}, follow=True)
    assert not is_live(live)


def test_an_earlier_version_is_published_from_the_history(live: Article, desk: Client) -> None:
    first = live.get_latest_revision()
    press(desk, live, opened(desk, live), "publish", title="Second headline")
    assert Teaser.objects.get(article=live).headline == "Second headline"
    address = reverse("wagtailadmin_pages:revisions_revert", args=(live.pk, first.pk))
    data = filled(desk.get(address))
    assert desk.post(address, {**data, "action-publish": "yes"}).status_code == 302
    assert Teaser.objects.get(article=live).headline == live.title


def in_review(article: Article, by: User) -> TaskState:
    """Submit an article as a reporter does."""
    workflow = article.get_workflow()
    assert workflow is not None
    workflow.start(article, by)
    state: TaskState = Article.objects.get(pk=article.pk).current_workflow_task_state
    return state


def approve(client: Client, article: Article, state: TaskState, **headers: Any) -> Any:
    address = reverse("wagtailadmin_pages:workflow_action", args=(article.pk, "approve", state.pk))
    return client.post(address, {"comment": ""}, follow=not headers, headers=headers)


def test_an_approval_publishes(draft: Article, reporter: User, desk: Client) -> None:
    approve(desk, draft, in_review(draft, reporter))
    assert is_live(draft)


@pytest.mark.parametrize("headers", [{}, {"x-requested-with": "XMLHttpRequest"}])
def test_an_approval_that_cannot_publish_explains_itself_and_leaves_the_review_open(
    headers: dict[str, str], bare_draft: Article, reporter: User, desk: Client
) -> None:
    state = in_review(bare_draft, reporter)
    answer = approve(desk, bare_draft, state, **headers)
    assert answer.status_code == 200
    answer = desk.get("/desk/") if headers else answer
    assert "has no credit line" in said(answer)
    assert not is_live(bare_draft)
    assert TaskState.objects.get(pk=state.pk).status == "in_progress"


def test_an_approval_from_the_form_that_cannot_publish_gives_the_form_back(
    bare_draft: Article, reporter: User, desk: Client
) -> None:
    state = in_review(bare_draft, reporter)
    pressed = {"action-workflow-action": "yes", "workflow-action-name": "approve", "title": "Typed anew"}
    refused = desk.post(
        reverse("wagtailadmin_pages:edit", args=(bare_draft.pk,)), {**opened(desk, bare_draft), **pressed}
    )
    assert refused.status_code == 200
    assert "has no credit line" in str(refused.context["form"].errors["lead_photo"])
    assert 'value="Typed anew"' in refused.content.decode()
    assert TaskState.objects.get(pk=state.pk).status == "in_progress"
    assert not is_live(bare_draft)


def test_a_copy_is_a_draft_with_an_identity_of_its_own(live: Article, desk: Client, editor: User) -> None:
    address = reverse("wagtailadmin_pages:copy", args=(live.pk,))
    fields = desk.get(address).context["form"].fields
    assert "publish_copies" not in fields
    assert "alias" not in fields
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": live.get_parent().pk}
    desk.post(address, {**data, "publish_copies": "on", "alias": "on"})
    copy = Article.objects.get(slug="copy")
    assert not is_live(copy)
    assert copy.first_published_at is None
    assert copy.alias_of is None
    assert copy.public_id != live.public_id
    press(desk, copy, opened(desk, copy), "publish")
    copy.refresh_from_db()
    assert is_live(copy)
    assert copy.public_id != live.public_id


def test_moving_a_live_article_files_it_in_its_new_section(
    live: Article, edition: Edition, desk: Client, noon: Any
) -> None:
    other = actions.add_page(page=Section(title="City", slug="city"), under=edition, by=None, publish_at=noon)
    desk.post(reverse("wagtailadmin_pages:move_confirm", args=(live.pk, other.pk)))
    assert Teaser.objects.get(article=live).section_id == other.pk


def test_deleting_a_live_article_takes_it_from_readers(live: Article, edition: Edition, client: Client) -> None:
    admin = User.objects.create_superuser("admin@depesche.example", "harbour light 7")
    browser_of(admin).post(reverse("wagtailadmin_pages:delete", args=(live.pk,)))
    assert not Teaser.objects.filter(public_id=live.public_id).exists()


@pytest.mark.parametrize(
    "act",
    ["publish", "unpublish", "copy", "move", "delete", "create_alias", "convert_alias", "revert_to_page_revision"],
)
def test_the_tree_in_the_menu_reads_and_nothing_else(act: str, draft: Article, desk: Client) -> None:
    answer = desk.post(f"/desk/api/main/pages/{draft.pk}/action/{act}/")
    assert answer.status_code == 404
    assert desk.get("/desk/api/main/pages/?child_of=1&for_explorer=1").status_code == 200


@pytest.mark.parametrize("screen", ["set_privacy", "convert_alias"])
def test_screens_that_a_newsroom_does_without_do_not_exist(screen: str, draft: Article, desk: Client) -> None:
    address = reverse(f"wagtailadmin_pages:{screen}", args=(draft.pk,))
    assert desk.get(address).status_code == 404
    assert desk.post(address).status_code == 404


def test_a_reporter_cannot_publish_by_any_button(
    section: Section, live: Article, reporter: User, person: Callable[..., User]
) -> None:
    own = a_draft(section, "My own", owner=reporter)
    client = browser_of(reporter)
    data = opened(client, own)
    press(client, own, data, "publish", title="Sneaked in")
    assert not is_live(own)
    for pk in (own.pk, live.pk):
        client.post(f"{reverse('wagtail_bulk_action', args=('wagtailcore', 'page', 'publish'))}?id={pk}")
        client.post(f"{reverse('wagtail_bulk_action', args=('wagtailcore', 'page', 'unpublish'))}?id={pk}")
        client.post(reverse("wagtailadmin_pages:unpublish", args=(pk,)))
    assert not is_live(own)
    assert is_live(live)


def test_a_front_page_with_one_article_twice_is_told_so(edition: Edition, live: Article, desk: Client) -> None:
    FrontSlot.objects.create(edition=edition, article=live, rank="lead", sort_order=0)
    data = opened(desk, edition)
    second = {"slots-1-article": live.pk, "slots-1-rank": "second", "slots-1-ORDER": "2", "slots-1-id": ""}
    answer = press(desk, edition, data, "publish", **{**second, "slots-TOTAL_FORMS": "2"})
    assert answer.status_code == 200
    assert edition.slots.count() == 1


def test_a_story_named_twice_is_refused_kindly(draft: Article, story: Story, desk: Client) -> None:
    rows = {
        f"further_stories-{row}-{name}": value
        for row in (0, 1)
        for name, value in {"story": story.pk, "ORDER": row + 1, "id": ""}.items()
    }
    answer = press(desk, draft, opened(desk, draft), **rows, **{"further_stories-TOTAL_FORMS": "2"})
    assert answer.status_code == 200
    assert draft.further_stories.count() == 0


def test_an_author_of_another_edition_is_refused(draft: Article, desk: Client, noon: Any) -> None:
    german = actions.open_edition(code="de", name="Bote", language="de", time_zone="UTC", by=None, at=noon)
    stranger = actions.add_page(page=Author(title="Pia", slug="pia"), under=german, by=None, publish_at=noon)
    row = {"bylines-0-author": stranger.pk, "bylines-0-role": "author", "bylines-0-ORDER": "1", "bylines-0-id": ""}
    answer = press(desk, draft, opened(desk, draft), **row, **{"bylines-TOTAL_FORMS": "1"})
    assert "belongs to another edition" in answer.content.decode()


def test_a_name_in_the_byline_needs_a_name(draft: Article, desk: Client) -> None:
    row = {
        "bylines-0-author": "",
        "bylines-0-name": "",
        "bylines-0-role": "photos",
        "bylines-0-ORDER": "1",
        "bylines-0-id": "",
    }
    answer = press(desk, draft, opened(desk, draft), **row, **{"bylines-TOTAL_FORMS": "1"})
    assert "Choose an author, or write a name." in answer.content.decode()


def test_a_scheduled_article_makes_an_appointment_and_is_not_shown(draft: Article, desk: Client, editor: User) -> None:
    when = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=3)
    answer = press(desk, draft, opened(desk, draft), "publish", go_live_at=f"{when:%Y-%m-%d %H:%M}")
    assert answer.status_code == 302
    assert not is_live(draft)
    appointment = Appointment.objects.get(page=draft.pk)
    assert (appointment.act, appointment.due_at, appointment.made_by) == ("publish", when, editor)


def test_the_lead_picture_gets_its_alternative_text_in_the_form(draft: Article, desk: Client) -> None:
    photo = a_photo(credit_line="Bote / Ineke Dorn", alt="A crane")
    data = opened(desk, draft)
    told = {"lead_photo": str(photo.pk), "lead_alt": "A crane lies in the dock"}
    assert data["lead_alt"] == ""
    assert press(desk, draft, {**data, **told}, "publish").status_code == 302
    teaser = Teaser.objects.get(article_id=draft.pk)
    assert (teaser.photo, teaser.photo_alt) == (photo, "A crane lies in the dock")
