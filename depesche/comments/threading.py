"""Where comments of another system hang, worked out before anything is written.

What is answered may have been left behind (spam), may come later in the
source, or may answer itself in a ring: each comment hangs on the nearest one
above it that is here, or begins a thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from depesche.comments.models import Comment
from depesche.formats import discussion

#: Answers nested deeper stand beside each other: whoever walks up a thread takes a step for each level.
DEEPEST = 50


@dataclass(slots=True, eq=False)
class Node:
    """A comment in its thread: one that is there already has a ``pk``, one that comes a ``name`` in its source."""

    state: str
    name: str = ""
    pk: int | None = None
    above: Node | None = None
    depth: int = 0
    stands: bool = False
    answers: int = 0
    size: int = 0

    @property
    def root(self) -> Node:
        """What its thread begins with."""
        node = self
        while node.above is not None:
            node = node.above
        return node


@dataclass(slots=True)
class Hung:
    """New comments, each after what it hangs on, and how many hang elsewhere than they did."""

    nodes: list[Node]
    moved: list[discussion.Comment]
    left: list[discussion.Comment]


def hang(every: Mapping[str, discussion.Comment], known: Mapping[str, Node]) -> Hung:
    """Find the place of each comment, by its name in the source, that is not ``known`` yet.

    Spam is left, and so is what was deleted and holds nothing up.
    """
    wanted = _wanted(every)
    above = _nearest(every, wanted | set(known))
    hung = Hung([], [], [each for name, each in every.items() if name not in wanted and name not in known])
    placed: dict[str, Node] = dict(known)
    for name in every:
        for each in _not_placed_yet(name, above, placed, wanted):
            node = placed[each] = _node(each, every[each].state, placed.get(above[each]))
            hung.nodes.append(node)
            if (parent := every[each].parent) and (node.above is None or node.above is not placed.get(parent)):
                hung.moved.append(every[each])
    return hung


def count(nodes: Iterable[Node]) -> None:
    """Work out what stands and how much hangs on it, for all comments of a discussion at once."""
    deepest_first = sorted(nodes, key=lambda node: -node.depth)
    for node in deepest_first:
        node.answers = node.size = 0
    for node in deepest_first:
        public = node.state == Comment.State.PUBLIC
        node.stands = public or node.answers > 0
        if node.above is not None:
            node.above.answers += node.stands
            node.root.size += public


def _wanted(every: Mapping[str, discussion.Comment]) -> set[str]:
    """Everything that comes along, with the deleted comments that others hang on."""
    wanted = {name for name, each in every.items() if each.state not in ("spam", "deleted")}
    walked = set(wanted)
    for name in list(wanted):
        above = every[name].parent
        while above in every and above not in walked:
            walked.add(above)
            if every[above].state == "deleted":
                wanted.add(above)
            above = every[above].parent
    return wanted


def _nearest(every: Mapping[str, discussion.Comment], here: set[str]) -> dict[str, str]:
    """For each comment the nearest one above it that is ``here``; empty where there is none."""
    found: dict[str, str] = {}
    for name in every:
        trail: dict[str, None] = {}
        above = name
        while above in every and above not in found and above not in trail:
            trail[above] = None
            above = every[above].parent
            if above in here:
                break
        nearest = above if above in here and above not in trail else found.get(above, "")
        for each in reversed(trail):
            found[each] = nearest
            nearest = each if each in here else nearest
    return found


def _not_placed_yet(name: str, above: Mapping[str, str], placed: Mapping[str, Node], wanted: set[str]) -> list[str]:
    """A comment and those above it that must be placed before it, from the top."""
    trail: dict[str, None] = {}
    while name in wanted and name not in placed and name not in trail:
        trail[name] = None
        name = above[name]
    return list(reversed(trail))


def _node(name: str, state: str, above: Node | None) -> Node:
    while above is not None and above.depth >= DEEPEST:
        above = above.above
    return Node(state=state, name=name, above=above, depth=above.depth + 1 if above else 0)
