"""Why a comment was not taken, for whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from depesche.comments import actions, text


def said_of(refused: actions.Refused) -> str:
    """What happened and what to do, in the language of the page."""
    match refused:
        case actions.TooOften(until=until):
            when = formats.date_format(timezone.localtime(until), "H:i")
            return _("That was a lot in a short time. Please go on after %(time)s; your text stays here.") % {
                "time": when
            }
        case actions.TooLong():
            return _("Your text is longer than %(number)d characters. Please shorten it.") % {"number": text.LONGEST}
        case actions.BadPicture(why=why):
            return " ".join(why.messages)
    return _SAID.get(type(refused), _closed)()


def _closed() -> str:
    return _("The discussion is closed. Nothing can be written here at the moment.")


_SAID: dict[type[actions.Refused], Callable[[], str]] = {
    actions.NoText: lambda: _("There is no text yet. What do you want to say?"),
    actions.NoName: lambda: _("Please choose the name under which readers see your comments."),
    actions.RulesNotAccepted: lambda: _("Please read the house rules and agree to them."),
    actions.NoPictures: lambda: _("Comments cannot bring pictures here."),
    actions.NoDescription: lambda: _("Please say what the picture shows, for those who cannot see it."),
    actions.NothingToAnswer: lambda: _("The comment is not there any more."),
    actions.QuoteNotFound: lambda: _("The paragraph that you quote has changed meanwhile. Please choose it again."),
    actions.TooLate: lambda: _("The five minutes in which a comment can be changed are over."),
    actions.NotYours: lambda: _("This is not yours to change."),
    actions.Stopped: lambda: _("You cannot take part at the moment, because of a house rule."),
    actions.NotReportable: lambda: _("You cannot report this comment."),
    actions.OwnComment: lambda: _("Others may find your comment helpful; you wrote it."),
}
