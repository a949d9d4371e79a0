"""Following a search: what was typed is text and nothing else, and no reader waits for what is new."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode
from hypothesis import given
from hypothesis import strategies as st

from depesche.accounts.models import User
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Edition, Section, Story
from depesche.newsroom.search import Search, newest
from depesche.newsroom.search.holding import Held
from depesche.newsroom.search.match import clauses, tidy
from depesche.newsroom.search.query import match_of
from depesche.subscriptions import actions
from depesche.subscriptions.models import Described, Follower, Following, Round
from depesche.subscriptions.subjects import Place, Subject, source, subject
from depesche.website.following.searches import LONGEST, MOST_FOLLOWED, Wanted, subject_of_search
from tests import factories as make
from tests.subscriptions.conftest import MIRA, Letters, follow, link_in, typed
from tests.subscriptions.test_no_oracle import known, work

__all__ = ["known"]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def form(words: str, **more: str) -> str:
    """Where a search is followed."""
    return f"/-/follow/search/?{urlencode({'edition': 'de', 'q': words, **more})}"


def wanted(edition: Edition, words: str, **under: int) -> Subject:
    """A search that is kept, as something to follow."""
    one = Wanted.of(edition, words, under)
    found = subject_of_search(one, make.NOON)
    assert found
    actions.describe(place=found.place, said=one.said, network="", at=make.NOON)
    return found


def minute(noon: Any, at: datetime) -> None:
    """Let the clock beat."""
    noon.move_to(at)
    call_command("clock", once=True)


@pytest.mark.django_db
def test_a_reader_follows_a_search_from_its_page_and_gets_what_is_new(
    article: Article, hafen: Section, visitor: Client, letters: Letters, noon: Any
) -> None:
    page = visitor.get("/de/search/?q=F%C3%A4hre+-Deich").content.decode()
    link = "/-/follow/search/?edition=de&amp;q=F%C3%A4hre+-Deich"
    assert f'href="{link}"' in page
    path = link.replace("&amp;", "&")
    shown = visitor.get(path).content.decode()
    assert "Suche: Fähre -Deich" in shown
    assert not Described.objects.exists(), "a look keeps nothing"
    answer = visitor.post(path, typed(rhythm="now"))
    assert (answer.status_code, answer["Location"]) == (303, f"{path}&asked")
    assert visitor.get(answer["Location"]).status_code == 200
    [question] = letters()
    assert "  * Suche: Fähre -Deich" in str(question.body)
    [place] = re.findall(r'value="(search\.[0-9a-f]+)"', visitor.get(link_in(question, "/confirm/")).content.decode())
    visitor.post(link_in(question, "/confirm/"), {"place": place})

    for number, headline in enumerate(["Neue Fähre", "Fähre am Deich", "Kran am Kai", "Noch eine Fähre"]):
        make.article(hafen, headline, at=make.NOON + (number + 1) * MINUTE)
    minute(noon, make.NOON + 6 * MINUTE)
    [_question, letter] = letters()
    text = str(letter.body)
    assert [headline in text for headline in ("Neue Fähre", "Noch eine Fähre")] == [True, True]
    assert not any(headline in text for headline in ("Fähre am Deich", "Kran am Kai", "Die Fähre fährt"))
    assert "Suche: Fähre -Deich" in text
    minute(noon, make.NOON + 2 * HOUR)
    assert len(letters()) == 2, "nothing is told twice"


@pytest.mark.django_db
def test_a_daily_letter_holds_the_answers_beside_everything_else_and_each_article_once(
    article: Article, bote: Edition, hafen: Section, nordkai: Story, letters: Letters, noon: Any
) -> None:
    story = subject(Place("story", str(nordkai.pk)), make.NOON)
    assert story
    follow(wanted(bote, "Fähre"), wanted(bote, "Lotse"), story, rhythm="daily")
    number = len(letters())
    make.article(hafen, "Eine Fähre mit Lotse", at=make.NOON + HOUR, stories=(nordkai,))
    make.article(hafen, "Der Lotse", at=make.NOON + HOUR)
    make.article(hafen, "Der Kran", at=make.NOON + HOUR)
    minute(noon, make.NOON + timedelta(hours=18, minutes=1))
    [letter] = letters()[number:]
    text = str(letter.body)
    assert [text.count(headline) for headline in ("Eine Fähre mit Lotse", "Der Lotse", "Der Kran")] == [1, 1, 0]


@pytest.mark.django_db
def test_what_came_by_itself_already_and_what_was_withdrawn_is_not_told(
    article: Article, bote: Edition, hafen: Section, nordkai: Story, letters: Letters, noon: Any
) -> None:
    story = subject(Place("story", str(nordkai.pk)), make.NOON)
    assert story
    follow(wanted(bote, "Fähre"), story)
    noon.move_to(make.NOON + MINUTE)
    make.article(hafen, "Neue Fähre", at=make.NOON + MINUTE, stories=(nordkai,), tell_followers=True)
    gone = make.article(hafen, "Falsche Fähre", at=make.NOON + MINUTE)
    number = len(letters())
    actions.look(at=make.NOON + 3 * MINUTE)
    actions.write_rounds(at=make.NOON + 3 * MINUTE)
    newsroom.withdraw(page=gone, by=None, at=make.NOON + 3 * MINUTE)
    noon.move_to(make.NOON + 3 * MINUTE)
    assert len(letters()) == number


@pytest.mark.django_db
def test_filters_go_along_and_dates_do_not(
    article: Article, bote: Edition, hafen: Section, visitor: Client, letters: Letters, noon: Any
) -> None:
    stadt = make.section(bote, "Stadt")
    query = {"edition": "de", "q": "Fähre", "section": "hafen"}
    link = f"/-/follow/search/?{urlencode(query)}"
    page = visitor.get(f"/de/search/?{urlencode({**query, 'until': '2026-01-01'})}&").content.decode()
    assert link.replace("&", "&amp;") in page
    visitor.post(link, typed())
    [question] = letters()
    assert "Suche: Fähre · Hafen" in str(question.body)
    actions.confirm(follower=Follower.objects.get(), places=[Following.objects.get().place], at=make.NOON)
    make.article(hafen, "Eine Fähre im Hafen", at=make.NOON + MINUTE)
    make.article(stadt, "Eine Fähre in der Stadt", at=make.NOON + MINUTE)
    minute(noon, make.NOON + 3 * MINUTE)
    text = str(letters()[-1].body)
    assert "Eine Fähre im Hafen" in text
    assert "Eine Fähre in der Stadt" not in text


EVIL = [
    'Fähre" OR "1"="1',
    "Fähre* NEAR(x y) ^head:kran {parts}: § ↑ ∙",
    "Fähre'; DROP TABLE newsroom_search; --",
    "Fähre:* & !kran | (a <-> b)",
    "Fähre\r\nBcc: all@reader.example",
    "Fähre\u2028\u202eetxet =?utf-8?q?x?=",
    "Fähre <script>alert(1)</script> http://evil.example/",
    "Fähre \x00 \x1b[31m %(words)s {{ words }} %s",
]


@pytest.mark.django_db
@pytest.mark.parametrize("words", EVIL)
def test_whatever_is_typed_is_text(
    words: str, article: Article, bote: Edition, visitor: Client, letters: Letters
) -> None:
    visitor.post(form(words), typed())
    for letter in letters():
        said = str(letter.body)
        assert re.search(r"\* Suche: [\w \"-]+\n", said), "letters and digits, and what search itself knows"
        assert not re.search(r"evil\.example|<script|\{\{|\x1b|[\u2028\u202e]", said + str(letter.alternatives))
        assert "Bcc" not in letter.message()
        assert "\n" not in letter.subject
    for one in Described.objects.all():
        found = newest(Wanted.read(one.said).asks(bote), most=10)
        assert len(found) <= 1


@given(st.text(alphabet=st.sampled_from("aäöüKran Fähre-\"„“»«'*:^(){}§↑∙¶\\%\n\t_.،هيئة٢٠٢٦ "), max_size=60))
def test_what_is_left_of_what_was_typed_means_the_same_to_search(text: str) -> None:
    for language in ("de", "ar"):
        assert clauses(tidy(text), language) == clauses(text, language)
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.django_db
def test_without_words_or_with_too_many_there_is_nothing_to_follow(article: Article, visitor: Client) -> None:
    for words in ("", "!!!", "-Fähre", "Fähre " * 17 + "x", "x" * (LONGEST + 1)):
        assert "/-/follow/search/" not in visitor.get(f"/de/search/?{urlencode({'q': words})}").content.decode()
        for answer in (visitor.get(form(words)), visitor.post(form(words), typed())):
            assert answer.status_code == 303
            assert answer["Location"].startswith("/de/search/?")
    for path in (form("Fähre", edition="xx"), "/-/follow/search/", f"/-/follow/search/{'0' * 32}/"):
        assert visitor.get(path).status_code == 404
    assert visitor.get(form("Fähre", section="nirgends")).status_code == 303
    assert not Described.objects.exists()


@pytest.mark.django_db
def test_one_address_follows_so_many_searches_and_no_more(bote: Edition, visitor: Client, letters: Letters) -> None:
    subjects = [wanted(bote, f"Wort{number}") for number in range(MOST_FOLLOWED + 1)]
    follower = follow(*subjects[:MOST_FOLLOWED])
    actions.take_in(address=MIRA, subject=subjects[-1], rhythm="now", hour=7, zone="UTC", at=make.NOON)
    path = link_in(letters()[-1], "/confirm/")
    answer = visitor.post(path, {"place": str(subjects[-1].place)})
    assert answer.status_code == 422
    assert "20 Suchen" in answer.content.decode()
    assert follower.followings.filter(confirmed_at=None).count() == 1, "nothing was changed"
    actions.end(follower=follower, places=[subjects[0].place], at=make.NOON)
    assert visitor.post(path, {"place": str(subjects[-1].place)}).status_code == 303

    reader = User.objects.create_user(MIRA, display_name="Mira")
    with pytest.raises(actions.TooMany):
        actions.follow(by=reader, subject=subjects[0], rhythm="now", hour=7, zone="UTC", at=make.NOON)
    actions.follow(by=reader, subject=subjects[1], rhythm="daily", hour=7, zone="UTC", at=make.NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["confirmed", "paused", "asked", "account"])
def test_a_known_address_makes_no_more_work_than_an_unknown_one(name: str, known: None) -> None:
    path = form("Fähre")
    work(path, "first@reader.example")
    there, nowhere = (work(path, address) for address in (f"{name}@reader.example", "nobody@reader.example"))
    assert there == nowhere
    assert (there["status"], there["tasks"]) == (303, 1)


@pytest.mark.django_db
def test_nobody_finds_out_what_others_have_searched_for(bote: Edition) -> None:
    work(form("Erste"), "first@reader.example")
    follow(wanted(bote, "Hafengutachten"))
    typed_before, new = (work(form(words), "nobody@reader.example") for words in ("Hafengutachten", "Unerhört"))
    different = ("to", "body")  # they hold the words themselves
    assert {k: v for k, v in typed_before.items() if k not in different} == {
        k: v for k, v in new.items() if k not in different
    }


@pytest.mark.django_db
def test_the_name_of_a_search_depends_on_the_newsrooms_secret(bote: Edition, settings: Any) -> None:
    one = Wanted.of(bote, "Fähre", {})
    before = one.place
    settings.SECRET_KEY = "another secret, as long as the first one was, or longer"
    assert one.place != before
    assert Wanted.of(bote, " Fähre\n", {}).place == one.place


@pytest.mark.django_db
def test_what_nobody_follows_is_forgotten(bote: Edition, hafen: Section) -> None:
    follow(wanted(bote, "Fähre"))
    wanted(bote, "Kran")
    actions.forget_described(before=make.NOON)
    assert Described.objects.count() == 2
    actions.forget_described(before=make.NOON + MINUTE)
    assert [Wanted.read(one.said).words for one in Described.objects.all()] == ["Fähre"]


WORDS = ("Hafengutachten", "Gutachten", "Kräne", "Kran", "Fähre", "Hafen", "am", "Kai", "Wohnungsbau", "Bau")
_PART = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(lambda word: f"-{word}"),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
)


@pytest.mark.django_db
def test_an_article_by_itself_answers_the_searches_that_the_index_finds_it_by(bote: Edition, hafen: Section) -> None:
    stadt = make.section(bote, "Stadt")
    texts = [("Kran am Kai", "Das Hafengutachten liegt vor."), ("Wohnungsbau", "Am Kai steht ein Kran im Hafen.")]
    articles = [
        make.article(section, title, text=text, at=make.NOON + timedelta(seconds=number))
        for number, (title, text) in enumerate(texts)
        for section in (hafen, stadt)
    ]
    helds = {article.teaser.pk: Held.by(article.teaser) for article in articles}

    @given(st.lists(_PART, min_size=1, max_size=3).map(" ".join), st.sampled_from([None, hafen.pk, stadt.pk]))
    def compare(words: str, section: int | None) -> None:
        under = ((2, section),) if section else ()
        search = Search(edition_id=bote.pk, language="de", text=words, under=under, order="newest")  # type: ignore[arg-type]
        alone = {pk for pk, held in helds.items() if held.answers(match_of(search))}
        assert alone == set(newest(search, most=10)), words

    compare()


@pytest.mark.django_db
def test_thousands_of_searches_cost_a_publication_nothing_and_a_look_a_known_number_of_questions(
    bote: Edition, hafen: Section
) -> None:
    def statements(act: Any) -> int:
        with CaptureQueriesContext(connection) as asked:
            act()
        return len(asked)

    make.article(hafen, "Meldung")  # what is remembered from then on
    alone = statements(lambda: make.article(hafen, "Meldung"))
    _many(bote, 2500)
    assert statements(lambda: make.article(hafen, "Meldung")) == alone
    actions.look(at=make.NOON + 2 * MINUTE)
    numbers = []
    for after, words in ((10, "Wort1"), (20, "Wort2 Wort3 Wort4 Wort5")):
        at = make.NOON + after * MINUTE
        Round.objects.update(due_at=None)
        make.article(hafen, words, at=at)
        numbers.append(statements(lambda at=at: actions.look(at=at + 2 * MINUTE)))
    assert numbers[0] == numbers[1]
    assert Round.objects.filter(due_at__isnull=False).count() == 4


def _many(edition: Edition, number: int) -> None:
    times = {"asked_at": make.NOON, "confirmed_at": make.NOON}
    searches = [Wanted.of(edition, f"Wort{one}", {}) for one in range(number)]
    Described.objects.bulk_create(
        Described(kind="search", name=one.place.name, said=one.said, made_at=make.NOON) for one in searches
    )
    followers = Follower.objects.bulk_create(
        Follower(address=f"r{one}@reader.example", edition="1", language="de", **times) for one in range(number)
    )
    Following.objects.bulk_create(
        Following(follower=who, kind="search", name=one.place.name, title="x", rhythm="now", **times)
        for who, one in zip(followers, searches, strict=True)
    )
    Round.objects.bulk_create(Round(follower=one, rhythm="now", reached_at=make.NOON) for one in followers)


@pytest.mark.django_db
def test_the_answers_to_a_search_are_a_known_number_of_questions(bote: Edition, hafen: Section) -> None:
    asked = {wanted(bote, f"Wort{number}").place: make.NOON for number in range(5)}

    def statements(of: dict[Place, datetime]) -> int:
        with CaptureQueriesContext(connection) as queries:
            source().new(of, until=make.NOON + HOUR, at=make.NOON + HOUR)
        return len(queries)

    make.article(hafen, "Wort0 Wort1 Wort2 Wort3 Wort4", at=make.NOON + MINUTE)
    few = statements(dict(list(asked.items())[:2]))
    before = statements(asked)
    assert before - few == 2 * 3, "two for each search"
    for number in range(5):
        make.article(hafen, f"Wort0 Wort1 Wort2 Wort3 Wort4 {number}", at=make.NOON + 2 * MINUTE)
    assert statements(asked) == before
