"""The picture of somebody's account: chosen, replaced and removed by its owner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from depesche.accounts.limits import Limit
from depesche.accounts.models import User
from depesche.comments import actions as comments
from depesche.comments.models import Sanction
from depesche.media import actions as media
from depesche.media.darkroom import MOST_OF_READERS, Refused

LARGEST = MOST_OF_READERS
PICTURES = Limit("website.picture", 10, timedelta(hours=1))


class Picture(forms.Form):
    """A picture from the person's own device.  Nothing here opens it: that is the darkroom's work."""

    picture = forms.FileField(
        label=gettext_lazy("A picture from your device"),
        help_text=gettext_lazy("JPEG, PNG, WebP or AVIF, at most 8 megabytes. We keep the middle of it, small."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )

    def clean_picture(self) -> File[bytes]:
        """One that is not too large."""
        file: File[bytes] = self.cleaned_data["picture"]
        if file.size > LARGEST:
            raise Refused("bytes", size=file.size // 1_000_000, limit=LARGEST // 1_000_000)
        return file


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def picture(request: HttpRequest) -> HttpResponse:
    """Choose a picture, another one, or none."""
    assert isinstance(request.user, User)
    if request.method == "POST" and "remove" in request.POST:
        media.remove_portrait(person=request.user)
        messages.success(request, _("Your picture is removed."))
        return redirect("account_overview")
    form = Picture(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _is_taken(form, request.user):
        messages.success(request, _("Your picture is saved."))
        return redirect("account_overview")
    now = timezone.now()
    taken = Sanction.objects.in_force(request.user, now).filter(kind=Sanction.Kind.PICTURE).first()
    context: dict[str, Any] = {"form": form, "person": request.user, "sanction": taken, "now": now}
    return render(request, "account/picture.html", context)


def _is_taken(form: Picture, person: User) -> bool:
    """Whether the picture now stands beside what the person writes; if not, the form says why."""
    now = timezone.now()
    if not PICTURES.allows(str(person.pk), at=now):
        form.add_error("picture", _("You have changed your picture often. Please try again in an hour."))
        return False
    try:
        comments.portray(person=person, file=form.cleaned_data["picture"], at=now)
    except comments.Stopped:
        return False  # the page says why and until when
    except Refused as refusal:
        form.add_error("picture", refusal)
        return False
    return True
