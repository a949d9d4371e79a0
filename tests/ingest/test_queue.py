"""An import leaves no flood behind for the workers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, ReferenceIndex

from depesche.formats.newsitem import Byline, NewsItem, Ref
from depesche.ingest import actions
from depesche.ingest.queue import once
from depesche.ingest.run import Run
from depesche.media.tasks import sweep
from depesche.newsroom.models import Article, Author

pytestmark = pytest.mark.django_db


def test_the_desks_search_is_told_of_a_piece_once_and_finds_it(
    run: Run, item: Callable[..., NewsItem], run_tasks: Callable[[], None]
) -> None:
    actions.ingest_item(item=item(), run=run)
    DBTaskResult.objects.all().delete()
    actions.ingest_item(item=item(key="2", headline="Crane at the quay"), run=run)
    asked = DBTaskResult.objects.filter(task_path__endswith="insert_or_update_object_task")
    asked_for = [str(row.args_kwargs) for row in asked]
    assert len(asked_for) == len(set(asked_for))
    run_tasks()
    assert [page.title for page in Page.objects.search("crane")] == ["Crane at the quay"]


def test_what_fails_leaves_nothing_on_the_queue() -> None:
    def fail() -> None:
        with once(), once():
            sweep.enqueue()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not DBTaskResult.objects.exists()
    with once(), once():
        assert sweep.enqueue().id == sweep.enqueue().id
        assert not DBTaskResult.objects.exists()
    assert DBTaskResult.objects.count() == 1
    sweep.enqueue()
    assert DBTaskResult.objects.count() == 2


def test_the_references_of_a_piece_are_noted_once(
    run: Run, item: Callable[..., NewsItem], run_tasks: Callable[[], None]
) -> None:
    actions.ingest_item(item=item("author:ada", item_type="author", headline="Ada"), run=run)
    DBTaskResult.objects.all().delete()
    tags = tuple(Ref(key=name, name=name) for name in ("quay", "crane", "storm"))
    actions.ingest_item(item=item(tags=tags, bylines=(Byline(name="Ada", key="author:ada"),)), run=run)
    assert DBTaskResult.objects.filter(task_path__endswith="update_reference_index_task").count() == 1
    run_tasks()
    author = Author.objects.get()
    assert ReferenceIndex.get_references_to(author).filter(object_id=str(Article.objects.get().pk)).exists()
