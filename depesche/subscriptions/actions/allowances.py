"""How often somebody may ask for letters, and how often a letter asks back.

Whoever types the addresses of others must not be able to fill their letter
boxes: however often an address is entered, one letter a day asks, and three in
thirty days, until its owner has answered.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from depesche.accounts.limits import Limit, mailbox

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_OF_NETWORK = Limit("subscriptions.ask.network", 20, _HOUR)
_OF_ADDRESS = Limit("subscriptions.ask.address", 20, _DAY)
_QUESTIONS = (Limit("subscriptions.letter", 1, _DAY), Limit("subscriptions.letter.month", 3, 30 * _DAY))


def spend(*, address: str, network: str, at: datetime) -> None:
    """Count that somebody asks; raises TooOften, whoever the address belongs to."""
    _OF_ADDRESS.spend(mailbox(address), at=at)
    if network:
        _OF_NETWORK.spend(network, at=at)


def may_be_asked(address: str, *, at: datetime) -> bool:
    """Whether one more letter may ask the owner of an address, who has not answered the last one yet."""
    return all(limit.allows(mailbox(address), at=at) for limit in _QUESTIONS)  # a day that is full costs no month


def answered(address: str) -> None:
    """The owner of an address has answered: they may be asked again."""
    for limit in _QUESTIONS:
        limit.forget(mailbox(address))
