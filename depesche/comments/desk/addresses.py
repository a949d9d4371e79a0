"""Where the screens about keeping discussions stand, and what each of them asks for."""

from __future__ import annotations

from django.urls import path
from wagtail.admin.auth import permission_required

from depesche.comments.desk.experts import ExpertsView, end_expert
from depesche.comments.desk.house_rules import RulesView
from depesche.comments.desk.keeping import KeepingView, PlaceView

_setting = permission_required("comments.change_setting")
_rules = permission_required("comments.add_rules")
_expert = permission_required("comments.add_expert")

urlpatterns = [
    path("discussions/", _setting(KeepingView.as_view()), name="desk_discussions"),
    path("discussions/place/<str:kind>/<str:name>/", _setting(PlaceView.as_view()), name="desk_discussion_place"),
    path("discussions/rules/<str:code>/", _rules(RulesView.as_view()), name="desk_house_rules"),
    path("discussions/experts/", _expert(ExpertsView.as_view()), name="desk_experts"),
    path("discussions/experts/<int:pk>/end/", _expert(end_expert), name="desk_end_expert"),
]
