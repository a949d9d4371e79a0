"""Readers' addresses.  Everything in an edition begins with its code."""

from __future__ import annotations

from django.urls import path, re_path

from depesche.website.views import (
    archive,
    article,
    author,
    counting,
    discussion,
    figures,
    following,
    front,
    moderation,
    page,
    picture,
    push,
    rules,
    search,
    second_look,
    story,
    tag,
    taking_part,
)

app_name = "website"

urlpatterns = [
    path("", front.door, name="door"),
    path("account/picture/", picture.picture, name="account_picture"),
    re_path(r"^-/figures/article/(?P<public_id>[^/]{1,64})\Z", figures.figures, name="figures"),
    path("-/discussion/<str:kind>/<str:name>/write/", taking_part.write, name="write"),
    path("-/comment/<str:public_id>/", taking_part.comment, name="comment"),
    path("-/comment/<str:public_id>/edit/", taking_part.edit, name="edit_comment"),
    path("-/comment/<str:public_id>/report/", second_look.report, name="report"),
    path("-/comment/<str:public_id>/picture/", taking_part.picture, name="picture_of_comment"),
    path("-/comment/<str:public_id>/<str:act>/", taking_part.act, name="act_on_comment"),
    path("-/discussion/comments/", second_look.comments, name="own_comments"),
    path("-/discussion/decisions/", second_look.own, name="own_decisions"),
    path("-/discussion/decisions/<str:public_id>/", second_look.decision, name="own_decision"),
    path("-/discussion/decisions/sanctions/<str:public_id>/", second_look.sanction, name="own_sanction"),
    path("-/follow/<str:kind>/<str:name>/", following.follow, name="follow"),
    path("-/following/confirm/<str:link>/", following.confirm, name="confirm_following"),
    path("-/following/end/<str:link>/", following.end, name="end_following"),
    path("-/following/<str:link>/", following.manage, name="manage_following"),
    path("-/push/worker.js", push.worker, name="push_worker"),
    path("-/push/<str:act>/", push.push, name="push"),
    path("<str:code>/", front.front, name="front"),
    path("<str:code>/stories/", story.stories, name="stories"),
    path("<str:code>/stories/<str:slug>/", story.story, name="story"),
    path("<str:code>/stories/<str:slug>/<int:year>/<int:month>/", story.month, name="story_month"),
    path("<str:code>/authors/", author.authors, name="authors"),
    path("<str:code>/authors/<str:slug>/", author.author, name="author"),
    path("<str:code>/tags/<str:slug>/", tag.tag, name="tag"),
    path("<str:code>/archive/", archive.years, name="archive"),
    path("<str:code>/archive/<int:year>/", archive.year, name="archive_year"),
    path("<str:code>/archive/<int:year>/<int:month>/", archive.month, name="archive_month"),
    path("<str:code>/archive/<int:year>/<int:month>/<int:day>/", archive.day, name="archive_day"),
    path("<str:code>/counting/", counting.counting, name="counting"),
    path("<str:code>/moderation/", moderation.moderation, name="moderation"),
    path("<str:code>/search/", search.search, name="search"),
    path("<str:code>/rules/", rules.rules, name="rules"),
    path("<str:code>/rules/<int:version>/", rules.rules, name="rules_version"),
    path("<str:code>/discussion/<str:kind>/<str:name>/count.json", discussion.count, name="discussion_count"),
    path("<str:code>/discussion/<str:kind>/<str:name>/", discussion.discussion, name="discussion"),
    re_path(
        r"^(?P<code>[^/]+)/discussion/(?P<kind>[^/]+)/(?P<name>[^/]+)/(?P<order>oldest|helpful|picks)/$",
        discussion.discussion,
        name="discussion_sorted",
    ),
    re_path(
        r"^(?P<code>[^/]+)/discussion/(?P<kind>[^/]+)/(?P<name>[^/]+)/(?P<public_id>[2-9a-hjkmnp-z]{12})/$",
        discussion.thread,
        name="thread",
    ),
    re_path(
        r"^(?P<code>[^/]+)/(?P<section>[^/]+)/(?P<slug>[^/]+)-(?P<public_id>[2-9a-hjkmnp-z]{12})/$",
        article.article,
        name="article",
    ),
    path("<str:code>/<str:slug>/", page.section_or_page, name="page"),
]
