"""Comments come along with their articles: once, where they hung, and nothing of people but their names."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from depesche.comments.models import Comment, Discussion, Setting
from depesche.delivery.models import PendingPurge
from depesche.ingest import actions
from depesche.ingest.report import Report
from depesche.newsroom.models import Article, Teaser
from tests import factories
from tests.formats.test_disqus import HEAD, THREAD
from tests.formats.test_disqus import post as said
from tests.ingest.conftest import NOW
from tests.ingest.exports import export, post

pytestmark = pytest.mark.django_db

GAZETTE = Path(__file__).with_name("fixtures") / "gazette.xml"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "wxr"


def comment(number: int, *, parent: int = 0, text: str = "", approved: str = "1", kind: str = "comment") -> str:
    """One comment in WordPress's terms."""
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>Bo {number}</wp:comment_author>
<wp:comment_author_email>bo{number}@reader.example</wp:comment_author_email>
<wp:comment_author_IP>192.0.2.{number}</wp:comment_author_IP>
<wp:comment_date_gmt>2020-03-01 10:{number:02}:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text or f"Comment <b>{number}</b>."}]]></wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type>{kind}</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"""


def discussed(number: int, *comments: str, **more: Any) -> str:
    """One post with comments."""
    return post(number, **more).replace("</item>", f"{''.join(comments)}</item>")


def bring(folder: Path, *posts: str, **how: Any) -> Report:
    return actions.import_wxr(export(folder, *posts), at=NOW, **how)


def tree() -> dict[str, str]:
    """Which comment hangs on which, by the names of who wrote them."""
    rows = Comment.objects.values_list("signed", "parent__signed")
    return {name: above or "" for name, above in rows}


def test_comments_stand_beneath_their_article(tmp_path: Path) -> None:
    report = bring(tmp_path, discussed(1, comment(1), comment(2, parent=1), comment(3, parent=2), comment(4)))
    assert report.counts["imported", "comment"] == 4
    discussion = Discussion.objects.get()
    article = Article.objects.get()
    assert (discussion.kind, discussion.name, discussion.number) == ("article", article.public_id, 4)
    assert discussion.path == Teaser.objects.get().path
    assert tree() == {"Bo 1": "", "Bo 2": "Bo 1", "Bo 3": "Bo 2", "Bo 4": ""}
    first, second, third = Comment.objects.order_by("posted_at")[:3]
    assert (first.text, first.html) == ("Comment **1**.", "<p>Comment <strong>1</strong>.</p>")
    assert first.posted_at == datetime(2020, 3, 1, 10, 1, tzinfo=UTC)
    assert (first.answers, first.size, third.depth, third.root) == (1, 2, 2, first)
    assert second.writer is None
    assert discussion.begun_at == first.posted_at
    assert discussion.last_at == datetime(2020, 3, 1, 10, 4, tzinfo=UTC)


def test_a_second_run_doubles_nothing_and_brings_what_is_new(tmp_path: Path) -> None:
    bring(tmp_path, discussed(1, comment(1), comment(2, parent=1)))
    again = bring(tmp_path, discussed(1, comment(1), comment(2, parent=1), comment(3, parent=2)))
    assert (again.counts["imported", "comment"], again.counts["unchanged", "comment"]) == (1, 2)
    assert tree() == {"Bo 1": "", "Bo 2": "Bo 1", "Bo 3": "Bo 2"}
    assert list(Comment.objects.order_by("posted_at").values_list("answers", "size")) == [(1, 2), (1, 0), (0, 0)]
    third = bring(tmp_path, discussed(1, comment(1), comment(2, parent=1), comment(3, parent=2)))
    assert (third.counts["imported", "comment"], third.counts["unchanged", "comment"]) == (0, 3)


def test_what_moderators_did_since_stays(tmp_path: Path) -> None:
    bring(tmp_path, discussed(1, comment(1), comment(2)))
    from depesche.comments.actions import set_state

    set_state(comment=Comment.objects.get(signed="Bo 1"), state="refused", at=NOW)
    bring(tmp_path, discussed(1, comment(1), comment(2), comment(3)))
    assert Comment.objects.get(signed="Bo 1").state == "refused"
    assert Discussion.objects.get().number == 2


def test_spam_and_links_of_other_sites_are_no_comments(tmp_path: Path) -> None:
    report = bring(
        tmp_path,
        discussed(
            1,
            comment(1, approved="spam"),
            comment(2, parent=1),
            comment(3, kind="pingback"),
            comment(4, approved="trash"),
            comment(5, approved="0"),
        ),
    )
    assert dict(Comment.objects.values_list("signed", "state")) == {"Bo 2": "public", "Bo 5": "pending"}
    skipped = report.as_json()["skipped"]
    assert skipped["comment that was refused as spam or binned"] == 2
    assert any("pingback" in why for why in skipped)
    assert any("hangs on the one above" in why for why in report.as_json()["lost"])
    assert Discussion.objects.get().number == 1


def test_nothing_of_people_is_kept_but_their_names(tmp_path: Path, settings: LazySettings) -> None:
    bring(tmp_path, discussed(1, comment(1)), discussed(2, comment(2)).replace(">post<", ">attachment<"))
    written = "".join(path.read_text() for path in Path(settings.HOME).rglob("*.jsonl"))
    assert "Bo 2" in written
    rows = str(list(Comment.objects.values()))
    for secret in ("reader.example", "192.0.2"):
        assert secret not in written
        assert secret not in rows


def test_comments_on_what_was_not_public_stay_unseen(tmp_path: Path) -> None:
    from depesche.comments import hosts

    bring(tmp_path, discussed(1, comment(1)), discussed(2, comment(2), status="draft"))
    seen = {each.name: hosts.host(each.kind, each.name, NOW) for each in Discussion.objects.all()}
    assert sorted(host is not None for host in seen.values()) == [False, True]


def test_a_discussion_of_which_nobody_has_said_anything_is_closed_and_can_be_read(tmp_path: Path) -> None:
    bring(tmp_path, discussed(1, comment(1)), discussed(2, comment(2, approved="0")))
    assert list(Setting.objects.values_list("name", "mode")) == [
        (Article.objects.get(slug="post-1").public_id, "closed")
    ]


@pytest.mark.parametrize("mode", ["open", "checked", "closed", "off"])
def test_what_the_edition_has_said_counts_for_imported_discussions(tmp_path: Path, mode: str) -> None:
    factories.edition("en")
    Setting.objects.create(kind="edition", name="en", mode=mode)
    bring(tmp_path, discussed(1, comment(1)))
    assert not Setting.objects.filter(kind="article").exists()


def test_comments_on_pages_and_files_are_kept_in_a_file(tmp_path: Path, settings: LazySettings) -> None:
    page = discussed(2, comment(2)).replace("<wp:post_type>post<", "<wp:post_type>page<")
    file = discussed(3, comment(3)).replace("<wp:post_type>post<", "<wp:post_type>attachment<")
    reports = [bring(tmp_path, discussed(1, comment(1)), page, file) for _ in range(2)]
    kept = Path(settings.HOME) / "imports" / "httpspierexample" / "comments.jsonl"
    for report in reports:
        assert sum(number for why, number in report.as_json()["skipped"].items() if "kept in a file" in why) == 2
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    assert sorted((line["on"], line["author"]) for line in lines) == [("attachment:3", "Bo 3"), ("post:2", "Bo 2")]
    assert kept.stat().st_mode & 0o077 == 0


def test_what_one_file_of_a_site_left_stays_when_the_next_comes(tmp_path: Path, settings: LazySettings) -> None:
    pages = [discussed(number, comment(number)).replace(">post<", ">attachment<") for number in (1, 2)]
    for page in pages:
        bring(tmp_path, post(9), page)
    kept = Path(settings.HOME) / "imports" / "httpspierexample" / "comments.jsonl"
    assert [json.loads(line)["id"] for line in kept.read_text().splitlines()] == ["2", "1"]


def test_comments_that_an_earlier_version_kept_come_in(tmp_path: Path, settings: LazySettings) -> None:
    bring(tmp_path, post(1))
    folder = Path(settings.HOME) / "imports" / "httpspierexample"
    old = {
        "author": "Bo", "text": "Hello <i>there</i>", "at": "2020-03-01T10:00:00+00:00", "approved": "1",
        "email": "bo@reader.example", "network_address": "192.0.2.1", "type": "comment",
    }  # fmt: skip
    lines = [
        {"on": "post:1", "id": "1", **old}, {"on": "post:1", "id": "2", **old, "parent": "1", "author": "Ada"},
        {"on": "post:7", "id": "3", **old}, {"on": "post:1", "id": "4", **old, "type": "pingback"},
    ]  # fmt: skip
    (folder / "comments.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"on": "post:1", "id')
    reports = [actions.import_left_comments("httpspierexample", at=NOW) for _ in range(2)]
    assert [report.counts["imported", "comment"] for report in reports] == [2, 0]
    assert tree() == {"Bo": "", "Ada": "Bo"}
    assert Comment.objects.get(signed="Bo").html == "<p>Hello <em>there</em></p>"
    [kept] = [json.loads(line) for line in (folder / "comments.jsonl").read_text().splitlines()]
    assert (kept["on"], kept["author"], "reader.example" in str(kept)) == ("post:7", "Bo", False)
    # The whole export, imported once more, finds them there.
    assert bring(tmp_path, discussed(1, comment(1))).counts["unchanged", "comment"] == 1


def test_an_import_that_nobody_knows_is_refused_with_the_names_of_those_there_are(tmp_path: Path) -> None:
    bring(tmp_path, post(1))
    with pytest.raises(actions.NotImportable, match="httpspierexample"):
        actions.import_left_comments("nonsense", at=NOW)


def test_a_trial_says_what_would_come_and_writes_nothing(tmp_path: Path) -> None:
    report = bring(tmp_path, discussed(1, comment(1), comment(2, approved="spam")), dry_run=True)
    assert report.counts["imported", "comment"] == 1
    assert not Comment.objects.exists()
    bring(tmp_path, discussed(1, comment(1)))
    again = bring(tmp_path, discussed(1, comment(1), comment(2)), dry_run=True)
    assert (again.counts["unchanged", "comment"], again.counts["imported", "comment"]) == (1, 1)
    assert Comment.objects.count() == 1


def test_each_discussion_is_purged_once(tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    bring(tmp_path, post(1), post(2))
    PendingPurge.objects.all().delete()
    bring(tmp_path, discussed(1, *(comment(number) for number in range(1, 20))), discussed(2, comment(20)))
    keys = [key for pending in PendingPurge.objects.all() for key in pending.keys if key.startswith("discussion:")]
    assert len(keys) == len(set(keys)) == 2


# Disqus


def disqus(folder: Path, *parts: str, name: str = "disqus.xml") -> Path:
    path = folder / name
    path.write_text(f"{HEAD}{''.join(parts)}</disqus>", encoding="utf-8")
    return path


def test_disqus_finds_articles_by_their_old_address(tmp_path: Path) -> None:
    bring(tmp_path, post(12))
    thread = THREAD.replace("https://pier.example/2024/05/crane/", "http://www.pier.example/12/?utm_source=x#comments")
    path = disqus(tmp_path, thread, said(1), said(2, parent=1))
    reports = [actions.import_disqus(path, at=NOW) for _ in range(2)]
    assert [report.counts["imported", "comment"] for report in reports] == [2, 0]
    assert reports[1].counts["unchanged", "comment"] == 2
    assert Discussion.objects.get().name == Article.objects.get().public_id


def test_disqus_finds_articles_by_the_number_that_wordpress_gave_them(tmp_path: Path) -> None:
    bring(tmp_path, post(12))
    actions.import_disqus(disqus(tmp_path, THREAD, said(1)), at=NOW)
    assert Comment.objects.get().discussion.name == Article.objects.get().public_id


@pytest.mark.parametrize("where", ["link", "id"])
def test_disqus_finds_articles_by_our_own_address(tmp_path: Path, where: str) -> None:
    bring(tmp_path, post(12))
    article = Article.objects.get()
    thread = f'<thread dsq:id="100"><{where}>https://x.example{article.public_path()}</{where}></thread>'
    actions.import_disqus(disqus(tmp_path, thread, said(1)), at=NOW)
    assert Comment.objects.get().discussion.name == article.public_id


def test_what_has_no_article_is_told_and_kept_until_it_comes(tmp_path: Path, settings: LazySettings) -> None:
    path = disqus(tmp_path, THREAD, said(1), said(2, parent=1), said(3, thread=999), said(4, isSpam="true"))
    report = actions.import_disqus(path, at=NOW)
    assert not Comment.objects.exists()
    assert sum(number for why, number in report.as_json()["skipped"].items() if "kept in a file" in why) == 3
    bring(tmp_path, post(12))
    later = actions.import_left_comments("disqus-the-pier", at=NOW)
    assert later.counts["imported", "comment"] == 2
    kept = Path(settings.HOME) / "imports" / "disqus-the-pier" / "comments.jsonl"
    assert [json.loads(line)["id"] for line in kept.read_text().splitlines()] == ["3"]


def test_what_was_deleted_over_there_keeps_its_place_while_answers_hang_on_it(tmp_path: Path) -> None:
    bring(tmp_path, post(12))
    parts = (said(1, isDeleted="true"), said(2, parent=1), said(3, isDeleted="true"), said(4, parent=3, isSpam="true"))
    actions.import_disqus(disqus(tmp_path, THREAD, *parts), at=NOW)
    gone, answer = Comment.objects.order_by("posted_at")
    assert (gone.state, gone.text, gone.signed, gone.stands, gone.answers) == ("deleted", "", "", True, 1)
    assert answer.parent == gone
    assert Discussion.objects.get().number == 1


def test_a_broken_file_of_disqus_brings_what_is_good(tmp_path: Path) -> None:
    bring(tmp_path, post(12))
    path = disqus(tmp_path, THREAD, said(1), "<post>&nonsense")
    with pytest.raises(actions.NotImportable) as refused:
        actions.import_disqus(path, at=NOW)
    assert refused.value.report
    assert Comment.objects.count() == 1


def test_a_run_that_breaks_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from depesche.ingest.actions import discussions

    bring(tmp_path, *(post(number) for number in range(1, 5)))
    threads = [
        f'<thread dsq:id="{number}"><link>https://pier.example/{number}/</link></thread>'
        + "".join(said(100 * number + each, thread=number) for each in range(3))
        for number in range(1, 5)
    ]
    monkeypatch.setattr(discussions, "PAGES", 1)
    path = disqus(tmp_path, *threads)
    with pytest.raises(KeyboardInterrupt):
        actions.import_disqus(path, at=NOW, progress=_Impatient())
    assert 0 < Comment.objects.count() < 12
    report = actions.import_disqus(path, at=NOW)
    assert Comment.objects.count() == 12
    assert report.counts["unchanged", "comment"] > 0
    assert set(Discussion.objects.values_list("number", flat=True)) == {3}


class _Impatient:
    """Somebody who presses Ctrl+C when the second page has been written."""

    def __call__(self, step: int) -> None:
        if Comment.objects.count() >= 6:
            raise KeyboardInterrupt


# The real thing


@pytest.mark.parametrize(
    "path", sorted(SHARED.rglob("*.xml")) if SHARED.exists() else [GAZETTE], ids=lambda path: path.name
)
def test_real_exports_come_in_once_whatever_they_hold(path: Path) -> None:
    try:
        first = actions.import_wxr(path, at=NOW)
    except actions.NotImportable:
        return  # those are broken on purpose
    before = list(Comment.objects.order_by("pk").values_list("token", "parent", "state", "html"))
    again = actions.import_wxr(path, at=NOW + timedelta(days=1))
    assert again.counts["imported", "comment"] == 0
    assert again.counts["unchanged", "comment"] == first.counts["imported", "comment"] == len(before)
    assert list(Comment.objects.order_by("pk").values_list("token", "parent", "state", "html")) == before
    for discussion in Discussion.objects.all():
        assert discussion.number == discussion.comments.filter(state="public").count()
