"""Addresses of pictures and files: only names that we could have given ourselves."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from depesche.media import views
from depesche.media.models.enclosure import FILE
from depesche.media.models.portrait import SIDE

app_name = "media"

_HEX = "[0-9a-f]{32}"

urlpatterns: list[URLPattern] = [
    re_path(
        rf"^media/(?P<path>photos/{_HEX}/(?:[1-9][0-9]{{0,4}}|card)\.(?:avif|webp|jpeg))\Z",
        views.public_file,
        name="photo",
    ),
    re_path(rf"^media/(?P<path>portraits/{_HEX}/{SIDE}\.jpeg)\Z", views.public_file, name="portrait"),
    re_path(rf"^media/(?P<path>enclosures/{_HEX}/{FILE.replace('.', '[.]')})\Z", views.public_file, name="enclosure"),
    re_path(rf"^media/(?P<path>files/{_HEX}(?:\.[a-z0-9]{{1,5}})?)\Z", views.public_file, name="file"),
    re_path(
        r"^desk/files/(?P<path>(?!.*\.\.)(?:originals|images|documents|renditions)/[^/\\\x00-\x1f][^\\\x00-\x1f]{0,200})\Z",
        views.desk_file,
        name="desk_file",
    ),
]
