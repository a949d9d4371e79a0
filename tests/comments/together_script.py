"""Moderates on the database of the environment, two people at once; prints what became of it."""

import json
import threading
from typing import Any

import django

django.setup()

from django.db import IntegrityError, connection, connections  # noqa: E402 - Django is set up first
from django.utils import timezone  # noqa: E402 - Django is set up first

from depesche.comments import actions  # noqa: E402 - Django is set up first
from depesche.comments.desk import queues  # noqa: E402 - Django is set up first
from depesche.comments.models import Comment, Decision, Discussion, LogEntry, Word  # noqa: E402 - Django is set up first
from depesche.comments.models.figures import figures  # noqa: E402 - Django is set up first
from depesche.comments.moderation import examine, statements  # noqa: E402 - Django is set up first
from tests.begun import migrate  # noqa: E402 - Django is set up first
from tests.comments import moderating as make  # noqa: E402 - Django is set up first

migrate()
now = timezone.now()
page = {"kind": "article", "name": "x", "edition": "en", "language": "en", "title": "T", "path": "/en/x/"}
discussion = Discussion.objects.create(**page, begun_at=now)
people, rules, reader = [make.moderator("Ada"), make.moderator("Ben")], make.house_rules(), make.somebody()
comments = [make.comment(discussion, reader, f"Number {number}", posted_at=now) for number in range(20)]
seen = {comment.pk: actions.version(comment) for comment in comments}
decided: list[Decision] = []
overtaken: list[Comment] = []
start = threading.Barrier(2)


def moderate(number: int) -> None:
    hows: list[dict[str, Any]] = [{"verdict": "approved"}, {"verdict": "refused", "rule": rules[0]}]
    how = hows[number]
    start.wait(timeout=30)
    for comment in comments:
        try:
            actions.claim(comments=[comment], by=people[number], at=now)
            decided.append(actions.decide(comment=comment, by=people[number], at=now, seen=seen[comment.pk], **how))
        except (actions.Overtaken, actions.Claimed):
            overtaken.append(comment)
    connections.close_all()


threads = [threading.Thread(target=moderate, args=(number,)) for number in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(timeout=60)
discussion.refresh_from_db()


def changed(statement: str) -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError as refused:
        return type(refused).__name__
    return "changed"


counted = discussion.number == Comment.objects.filter(state="public").count()
decisions = Decision.objects.count()
Word.objects.create(kind="suspect", pattern="doubtful")
waiting = make.comment(discussion, reader, "A doubtful comment, and a long one.", posted_at=now)
examine(waiting, discussion=discussion, checked=False, at=now)
reported = make.comment(discussion, reader, "Reported", state="public", posted_at=now)
actions.report(comment=reported, reader=make.somebody(), rule=rules[0], at=now)
found = {name: len(queues.items(queues.queue(name, at=now)[0])) for name in queues.QUEUES}
found["all"] = Comment.objects.count()
print(
    json.dumps(
        {
            "decided": len(decided),
            "overtaken": len(overtaken),
            "decisions": decisions,
            "counted": counted,
            "log": [changed("UPDATE comments_logentry SET what = 'x'"), changed("DELETE FROM comments_logentry")],
            "queues": found,
            "statements": len(list(statements.between(now.date(), now.date())))
            == LogEntry.objects.filter(what="refused").count(),
            "figures": sum(line.refused for month in figures("en", at=now) for line in month.rules)
            == Decision.objects.filter(verdict="refused").count(),
        }
    )
)
