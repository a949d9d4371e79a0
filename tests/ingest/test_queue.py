"""An import leaves no flood behind for the workers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django_tasks_db.models import DBTaskResult
from wagtail.models import ReferenceIndex

from depesche.formats.newsitem import Byline, NewsItem, Ref
from depesche.ingest import actions
from depesche.ingest.run import Run
from depesche.newsroom.models import Article, Author

pytestmark = pytest.mark.django_db


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
