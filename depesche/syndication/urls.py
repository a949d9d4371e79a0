"""What machines ask for.  A feed stands beside the page whose list it is."""

from __future__ import annotations

from django.urls import path, re_path

from depesche.newsroom.models import Under
from depesche.syndication.views import api, feeds, robots, sitemaps

app_name = "syndication"

urlpatterns = [
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("<str:code>/sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("<str:code>/sitemap-news.xml", sitemaps.news, name="sitemap_news"),
    re_path(
        r"^(?P<code>[^/]+)/sitemap-(?P<year>[0-9]{4})-(?P<month>[0-9]{2})\.xml$", sitemaps.month, name="sitemap_month"
    ),
    path("<str:code>/feed.rss", feeds.feed, {"under": Under.EDITION}, name="feed"),
    path("<str:code>/stories/<str:slug>/feed.rss", feeds.feed, {"under": Under.STORY}, name="story_feed"),
    path("<str:code>/authors/<str:slug>/feed.rss", feeds.feed, {"under": Under.AUTHOR}, name="author_feed"),
    path("<str:code>/tags/<str:slug>/feed.rss", feeds.feed, {"under": Under.TAG}, name="tag_feed"),
    path("<str:code>/<str:slug>/feed.rss", feeds.feed, {"under": Under.SECTION}, name="section_feed"),
    path("api/v1/items/", api.items, name="items"),
    path("api/v1/items/<str:public_id>/", api.item, name="item"),
]
