"""Where the desk's screens about discussions stand, and what each of them asks for."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from wagtail.admin.auth import permission_required

from depesche.comments.desk import deciding, people, records, second_looks
from depesche.comments.desk.experts import ExpertsView, end_expert
from depesche.comments.desk.house_rules import RulesView
from depesche.comments.desk.keeping import KeepingView, PlaceView

MODERATE = "comments.moderate"
_setting = permission_required("comments.change_setting")
_rules = permission_required("comments.add_rules")
_expert = permission_required("comments.add_expert")


def _screen(address: str, view: Any, name: str) -> URLPattern:
    return path(f"discussion/{address}", permission_required(MODERATE)(view), name=name)


urlpatterns = [
    path("discussions/", _setting(KeepingView.as_view()), name="desk_discussions"),
    path("discussions/place/<str:kind>/<str:name>/", _setting(PlaceView.as_view()), name="desk_discussion_place"),
    path("discussions/rules/<str:code>/", _rules(RulesView.as_view()), name="desk_house_rules"),
    path("discussions/experts/", _expert(ExpertsView.as_view()), name="desk_experts"),
    path("discussions/experts/<int:pk>/end/", _expert(end_expert), name="desk_end_expert"),
    _screen("", deciding.QueueView.as_view(), "moderation"),
    _screen("decide/", deciding.decide, "moderation_decide"),
    _screen("claim/", deciding.claim, "moderation_claim"),
    _screen("comment/<str:public_id>/", deciding.CommentView.as_view(), "moderation_comment"),
    _screen("comment/<str:public_id>/around/", deciding.around_it, "moderation_around"),
    _screen("comment/<str:public_id>/picture/", deciding.picture_with_it, "moderation_shown"),
    _screen("person/<int:pk>/", people.PersonView.as_view(), "moderation_person"),
    _screen("person/<int:pk>/sanction/", people.sanction_form, "moderation_sanction"),
    _screen("person/<int:pk>/picture/", people.PictureView.as_view(), "moderation_picture"),
    _screen("sanction/<str:public_id>/lift/", people.lift, "moderation_lift"),
    _screen("appeals/", second_looks.AppealsView.as_view(), "moderation_appeals"),
    _screen("appeals/<int:pk>/", second_looks.decide, "moderation_appeal"),
    _screen("words/", records.WordsView.as_view(), "moderation_words"),
    _screen("words/<int:pk>/remove/", records.remove_word, "moderation_remove_word"),
    _screen("log/", records.LogView.as_view(), "moderation_log"),
    _screen("statements/", records.StatementsView.as_view(), "moderation_statements"),
]
