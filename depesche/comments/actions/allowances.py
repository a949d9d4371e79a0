"""How often somebody may take part in discussions.

Every limit of discussions is set here and refused through this one door.
Limits refuse; what makes a moderator look first are the checks
(``depesche.comments.moderation``), which count nothing of their own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from depesche.accounts import limits
from depesche.accounts.limits import Limit
from depesche.comments.actions.refusals import TooOften

_WHILE, _DAY = timedelta(minutes=10), timedelta(days=1)
# What an account may do, and what all accounts of one network: a school, an office, an operator.
_OWN = {
    "comment": Limit("comments.comment", 10, _WHILE),
    "picture": Limit("comments.picture", 10, _DAY),
    "vote": Limit("comments.vote", 60, _WHILE),
    "report": Limit("comments.report", 20, _DAY),
}
_OF_NETWORK = {
    "comment": Limit("comments.comment.network", 100, _WHILE),
    "picture": Limit("comments.picture.network", 100, _DAY),
    "vote": Limit("comments.vote.network", 600, _WHILE),
    "report": Limit("comments.report.network", 200, _DAY),
}


def spend(what: str, *, account: int, network: str, at: datetime, own: int | None = None) -> None:
    """Use up one of what somebody has, within the transaction of what they do; raises TooOften.

    ``own`` is for somebody who has less of it than others.
    """
    limit = _OWN[what]
    try:
        (limit if own is None else replace(limit, most=own)).spend(f"account:{account}", at=at)
        if network:
            _OF_NETWORK[what].spend(network, at=at)
    except limits.TooOften as refused:
        raise TooOften(refused.until) from None
