"""The names that readers bear in public: any pseudonym, but none that looks like somebody of the newsroom."""

from __future__ import annotations

import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from depesche.accounts.models import User

LONGEST = 60

# Letters of other scripts, and digits, that are drawn like a Latin letter (Unicode TR 39 calls them confusables);
# a choice of those that typefaces for reading do not tell apart.
_LOOKS_LIKE = str.maketrans(
    "авсԁеһіјкӏмпорԛгѕтхԝуναοβρικτυχω01l|ıłøđħŧ",
    "abcdehijkimnopqrstxwyvaobpiktuxwoiiiilodht".replace("l", "i"),
)
# What an office of the newsroom is called, in the languages that it speaks.
_OFFICES = (
    "admin administrator administration editor editors editorial editorialteam staff newsroom moderator moderation "
    "support official team webmaster redaktion chefredaktion redakteur redakteurin moderatorin moderationsteam "
    "administratorin verlag "
    "التحرير هيئةالتحرير المحرر رئيسالتحرير الادارة الإدارة المشرف الاشراف الإشراف المدير"
)


def skeleton(name: str) -> str:
    """What is left of a name for the eye: no case, no marks, no signs, one letter for all that look like it."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_LOOKS_LIKE)
    letters = "".join(sign for sign in plain if sign.isalnum())
    return letters.replace("rn", "m").replace("vv", "w")


def check_name(name: str, *, of: User | None = None) -> str:
    """The name as it may stand beneath a comment; raises ValidationError."""
    name = " ".join(name.split())
    if any(
        unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn") and sign not in "\u200c\u200d" for sign in name
    ):
        raise ValidationError(_("The name holds signs that nobody can see. Please leave them out."))
    if name and not skeleton(name):
        raise ValidationError(_("Please choose a name with letters or digits."))
    if name and not (of and of.is_staff) and skeleton(name) in _of_the_newsroom():
        raise ValidationError(_("This name looks like somebody of the newsroom. Please choose another."))
    return name


def _of_the_newsroom() -> set[str]:
    staff = User.objects.staff().values_list("first_name", "last_name", "display_name")
    names = {f"{first} {last}" for first, last, _shown in staff} | {shown for _first, _last, shown in staff}
    return {skeleton(one) for one in names | set(_OFFICES.split()) | {settings.PUBLISHER, "Depesche"}} - {""}
