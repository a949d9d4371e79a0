"""The lists of words, the log, and what goes out of the house."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.desk.screens import Screen
from depesche.comments.models import Learned, LogEntry, Word
from depesche.comments.moderation import learning, statements, words

PAGE = 100


class WordForm(forms.Form):
    """A word for the lists."""

    pattern = forms.CharField(label=gettext_lazy("Word"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Word.Kind.choices, initial=Word.Kind.SUSPECT)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False, choices=[("", gettext_lazy("all")), *settings.LANGUAGES]
    )
    number = forms.IntegerField(
        label=gettext_lazy("House rule"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=gettext_lazy("The number of the rule that a banned word breaks; without it the comment waits."),
    )

    def clean_pattern(self) -> str:
        """A word that has letters."""
        pattern = " ".join(str(self.cleaned_data["pattern"]).split())
        if not words.usable(pattern):
            raise forms.ValidationError(_("Write at least two letters or digits; stars stand at the ends only."))
        return pattern


class WordsView(Screen):
    """The lists of banned and suspect words, and what was learned by experience."""

    template_name = "comments/desk/words.html"
    page_title = gettext_lazy("Words")
    tab = "words"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All words, in the order of the alphabet."""
        return {
            **super().get_context_data(**kwargs),
            "words": Word.objects.all(),
            "form": kwargs.get("form") or WordForm(),
            "learned": Learned.objects.defer("weights").order_by("language"),
            "least": learning.LEAST,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put a word on a list."""
        form = WordForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        assert isinstance(request.user, User)
        actions.add_word(**form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("moderation_words")


@require_POST
def remove_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a word off its list."""
    assert isinstance(request.user, User)
    actions.remove_word(word=get_object_or_404(Word, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, _("The word is off the list."))
    return redirect("moderation_words")


class LogView(Screen):
    """Everything that was done, the newest first."""

    template_name = "comments/desk/log.html"
    page_title = gettext_lazy("Log")
    tab = "log"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A hundred entries from where the last page ended; names are those that accounts have today."""
        before = self.request.GET.get("before", "")
        rows = LogEntry.objects.order_by("-pk")
        if before.isascii() and before.isdigit():
            rows = rows.filter(pk__lt=int(before[:18]))
        entries = list(rows.select_related("comment")[: PAGE + 1])
        people = User.objects.in_bulk({entry.by_id for entry in entries if entry.by_id})
        return {
            **super().get_context_data(**kwargs),
            "entries": [(entry, people.get(entry.by_id)) for entry in entries[:PAGE]],
            "older": entries[PAGE - 1].pk if len(entries) > PAGE else "",
        }


class StatementsForm(forms.Form):
    """From which day to which, and as what kind of file."""

    since = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=gettext_lazy("File"), choices=[("csv", "CSV"), ("jsonl", "JSON")])


class StatementsView(Screen):
    """Statements of reasons, as the European Union collects them."""

    template_name = "comments/desk/statements.html"
    page_title = gettext_lazy("Statements of reasons")
    tab = "statements"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form; it proposes the month until today."""
        today = timezone.localdate()
        form = kwargs.get("form") or StatementsForm(initial={"since": today.replace(day=1), "until": today})
        return {**super().get_context_data(**kwargs), "form": form}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | StreamingHttpResponse:
        """The file; that somebody took it out is logged."""
        form = StatementsForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        since, until, kind = (form.cleaned_data[name] for name in ("since", "until", "kind"))
        assert isinstance(request.user, User)
        actions.note_export(since=since, until=until, by=request.user, at=timezone.now())
        return _file(since, until, kind)


def _file(since: date, until: date, kind: str) -> StreamingHttpResponse:
    lines = statements.as_csv(since, until) if kind == "csv" else statements.as_json(since, until)
    response = StreamingHttpResponse(
        lines, content_type="text/csv; charset=utf-8" if kind == "csv" else "application/jsonl"
    )
    response["Content-Disposition"] = f'attachment; filename="statements-{since}-{until}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
