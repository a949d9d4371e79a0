"""Short addresses, and the door of the counters."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from depesche.audience import views

app_name = "audience"

urlpatterns: list[URLPattern] = [
    re_path(r"^-/seen\Z", views.seen, name="seen"),
    re_path(r"^-/act\Z", views.act, name="act"),
    re_path(r"^k/(?P<code>[0-9A-Za-z]{1,16})\Z", views.follow, name="link"),
    re_path(r"^k/(?P<code>[0-9A-Za-z]{1,16})\.svg\Z", views.qr_code, name="qr_code"),
]
