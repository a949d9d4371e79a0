"""Comments nest as their answers say, whatever nonsense the numbers are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from depesche.formats.wxr.attached import comments
from depesche.formats.wxr.records import Comment
from depesche.formats.wxr.stream import Element


def post(*pairs: tuple[str, str]) -> Element:
    """A post whose comments have these numbers and answer those."""

    def comment(number: str, parent: str) -> Element:
        fields = {"wp:comment_id": number, "wp:comment_parent": parent}
        return Element("wp:comment", children=[Element(name, texts=[text]) for name, text in fields.items()])

    return Element("item", children=[comment(*pair) for pair in pairs])


def count(found: tuple[Comment, ...]) -> int:
    return sum(1 + count(each.replies) for each in found)


def depth(found: tuple[Comment, ...]) -> int:
    return max((1 + depth(each.replies) for each in found), default=0)


@given(st.lists(st.tuples(st.sampled_from("123456"), st.sampled_from("0123456x")), max_size=12))
def test_no_comment_is_lost_in_nesting(pairs: list[tuple[str, str]]) -> None:
    assert count(comments(post(*pairs))) == len(pairs)


def test_comments_that_answer_each_other_in_a_ring_come_all_the_same() -> None:
    (first,) = comments(post(("1", "2"), ("2", "1")))
    assert (first.id, first.replies[0].id) == ("1", "2")


def test_very_long_threads_do_not_nest_without_measure() -> None:
    found = comments(post(*((str(number), str(number - 1)) for number in range(1, 3000))))
    assert count(found) == 2999
    assert depth(found) <= 52
