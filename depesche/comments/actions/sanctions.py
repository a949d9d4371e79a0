"""What happens to people who break the rules again and again, always for a time and with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from depesche import events
from depesche.accounts import actions as accounts
from depesche.accounts.models import User
from depesche.comments import keys
from depesche.comments.actions.refusals import Stopped
from depesche.comments.events import Sanctioned
from depesche.comments.models import LogEntry, Rule, Sanction
from depesche.delivery import actions as delivery
from depesche.media import actions as media
from depesche.media.models import Portrait


class OneOfUs(Exception):
    """The person moderates; that is settled in the newsroom, not here."""


class NoPicture(Exception):
    """The person has none, or not any more."""


class NeedsAnEnd(Exception):
    """Only a ban may be without end, and an end lies ahead."""


@transaction.atomic
def sanction(
    *, reader: User, kind: str, rule: Rule, by: User, at: datetime, until: datetime | None, note: str = ""
) -> Sanction:
    """Silence, suspend or ban somebody by a rule, or take their picture away.

    It takes the place of what held for the person until now; what holds for
    their picture stands beside that.  Raises OneOfUs, NeedsAnEnd and NoPicture.
    """
    if reader.has_perm("comments.moderate"):
        raise OneOfUs
    if (until is None and kind != Sanction.Kind.BAN) or (until is not None and until <= at):
        raise NeedsAnEnd
    for earlier in _replaced(reader, kind, at):
        lift(sanction=earlier, by=by, at=at)
    if kind == Sanction.Kind.PICTURE and not media.remove_portrait(person=reader):
        raise NoPicture
    made = Sanction.objects.create(
        reader=reader, kind=kind, edition=rule.rules.edition, rule=rule, note=note, by=by, at=at, until=until
    )
    _log(LogEntry.What.PICTURE_TAKEN if kind == Sanction.Kind.PICTURE else LogEntry.What.SANCTIONED, made, by, at)
    if kind == Sanction.Kind.BAN:
        accounts.sign_out_everywhere(user=reader)
    events.emit(Sanctioned(sanction_id=made.pk))
    return made


@transaction.atomic
def lift(*, sanction: Sanction, by: User, at: datetime) -> None:
    """End a sanction before its time; one that has ended already stays as it was."""
    if Sanction.objects.filter(pk=sanction.pk, lifted_at=None).update(lifted_at=at, lifted_by=by):
        _log(LogEntry.What.LIFTED, sanction, by, at)


def portray(*, person: User, file: File[bytes], at: datetime) -> Portrait:
    """Let somebody take part with a picture; raises Stopped while a sanction forbids it, and ``darkroom.Refused``."""
    if Sanction.objects.in_force(person, at).filter(kind=Sanction.Kind.PICTURE).exists():
        raise Stopped
    return media.portray(person=person, file=file, at=at)


def _replaced(reader: User, kind: str, at: datetime) -> Any:
    """What a new sanction takes the place of."""
    holding = Sanction.objects.in_force(reader, at).select_for_update(of=("self",))
    return holding.filter(kind=kind) if kind == Sanction.Kind.PICTURE else holding.without_picture()


def _log(what: str, sanction: Sanction, by: User, at: datetime) -> None:
    details = {"sanction": sanction.public_id, "reader": sanction.reader_id, "kind": sanction.kind}
    LogEntry.objects.create(what=what, by=by, details=details, at=at)
    delivery.purge(keys.moderation(sanction.edition))
