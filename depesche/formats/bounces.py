"""What mail servers say about letters that did not arrive (RFC 3464), and readers about those that did (RFC 5965).

The sender of such a report is whoever says so.  What is read here is a claim;
whether the letter was ours is for the reader of it to find out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import getaddresses
from enum import Enum

from depesche.formats.malformed import Malformed

MOST = 1 << 20  # bytes of a report that are read: what counts stands at its beginning
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
# The address itself is wrong: no such mailbox or host, moved, no mail taken there (RFC 7505), mailbox closed.
_OF_ADDRESS = frozenset(("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"))
_ARRIVED_AT = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_NO_COMPLAINT = "not-spam"  # a reader takes a complaint back


class Kind(Enum):
    """What a report is about."""

    HARD = "hard"  # the address takes no mail, and will not
    SOFT = "soft"  # this letter did not arrive; the next one may
    COMPLAINT = "complaint"  # the reader calls it unwanted


@dataclass(frozen=True, slots=True)
class Report:
    """A letter that did not arrive or was not wanted.

    ``senders`` are the addresses that may say which letter it was: where the report came to, and from whom
    the letter in it was; ``letters`` are the Message-IDs of that letter, without brackets.
    """

    kind: Kind
    status: str
    senders: tuple[str, ...]
    letters: tuple[str, ...]


def load(source: bytes) -> Report | None:
    """The report that a message is, or None if it is none, or says that the letter is still on its way.

    Raises Malformed if it cannot be taken apart.
    """
    try:
        message = message_from_bytes(source[:MOST])
        said = _said(message)
        if said is None:
            return None
        kind, status = said
        return Report(kind, status, tuple(_senders(message)), tuple(_letters(message)))
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError):
        raise Malformed("The message cannot be taken apart.") from None


def kind_of(status: str) -> Kind:
    """Whether a failure with this status (RFC 3463) is one of the address for good; what is unknown is not."""
    return Kind.HARD if status in _OF_ADDRESS else Kind.SOFT


def status_in(text: str) -> str:
    """The first status (RFC 3463) in what a server said, or nothing."""
    found = _STATUS.search(text)
    return found[0] if found else ""


def _parts(message: Message) -> list[Message]:
    """The parts of the message itself; what lies deeper was written by the sender of the letter, not of the report."""
    inside = message.get_payload()
    return [part for part in inside if isinstance(part, Message)] if isinstance(inside, list) else []


def _said(message: Message) -> tuple[Kind, str] | None:
    if message.get_content_type() != "multipart/report":
        return None
    for part in _parts(message):
        match part.get_content_type():
            case "message/delivery-status":
                return _failed(part)
            case "message/feedback-report":
                return _complained(part)
    return None


def _failed(part: Message) -> tuple[Kind, str] | None:
    """The first group of fields that says that a letter failed: ours have one reader each."""
    for fields in _parts(part):
        if _field(fields, "Action").lower() == "failed":
            status = status_in(_field(fields, "Status"))
            if status[:2] in ("5.", "") or status.startswith("4."):
                return kind_of(status), status
    return None


def _complained(part: Message) -> tuple[Kind, str] | None:
    inside = _parts(part)
    fields = inside[0] if inside else message_from_string(_text(part))
    feedback = _field(fields, "Feedback-Type").lower()
    return (Kind.COMPLAINT, "") if feedback and feedback != _NO_COMPLAINT else None


def _returned(message: Message) -> Iterator[Message]:
    """The letter that came back, whole or its head only."""
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in ("message/rfc822", "message/global"):
            yield from _parts(part)
        elif kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            yield message_from_string(_text(part))


def _senders(message: Message) -> Iterator[str]:
    heads = [str(value) for name in _ARRIVED_AT for value in message.get_all(name, [])]
    heads += [str(value) for one in _returned(message) for value in one.get_all("Return-Path", [])]
    yield from (address for _name, address in getaddresses(heads) if address)


def _letters(message: Message) -> Iterator[str]:
    for one in _returned(message):
        yield from (str(value).strip().strip("<>") for value in one.get_all("Message-ID", []))


def _text(part: Message) -> str:
    inside = part.get_payload(decode=True)
    return inside.decode("utf-8", errors="replace") if isinstance(inside, bytes) else ""


def _field(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).strip()
