"""What may be purged although no byte of it changes, each with its reason.

Key, address and step are patterns of what was purged, where, and by what.
"""

from __future__ import annotations

from typing import NamedTuple


class Allowed(NamedTuple):
    """One kind of page too many."""

    reason: str
    key: str
    address: str = ""
    step: str = ""


_ARTICLE = r"-[2-9a-hjkmnp-z]{12}/$"
_FEED = r"feed\.rss$"
_PART = r"/archive/.+|/stories/.+/2|\?before="
_COMES_OR_GOES = "withdraw|delete|expire|move|write_of_old|change|publish_a"

_TALK = "/discussion/"

_ISSUE = r"/newsletters/[^/]+/[^/]+/$"

ALLOWED = (
    Allowed("An issue tells of an article by headline, standfirst and byline only.", "teaser:", _ISSUE),
    Allowed("... and of a story what it is about, not its timeline, pins or whether it runs.", "text:|page:", _ISSUE),
    Allowed("An issue names its newsletter; what that is about goes along.", "newsletter:", _ISSUE, "newsletter_desc"),
    Allowed(
        "The map asks which newsletters there are, not what they say; one small file.", "newsletters:", "/sitemap-"
    ),
    Allowed("A discussion has one key: a vote or a change shows on some of its pages only.", "discussion:", _TALK),
    Allowed("... and so does what happens beyond the threads that an article shows.", "discussion:", _ARTICLE),
    Allowed("Of a discussion that is off nothing shows; it may be put on.", "discussion:", "", "comment"),
    Allowed("A nearer place may say something else, or the same.", "keeping:", "", "discussion"),
    Allowed("A discussion goes at once with its article, of which it shows the headline.", "article:|headline:", _TALK),
    Allowed("Which of the newest in its stories and tags are the closest, only a render can tell.", "after:", _ARTICLE),
    Allowed("Where a day, month or page of a list ends, it asks whether something follows.", "after:", _PART),
    Allowed("... and so does the first page of a list.", "after:", "/$", _COMES_OR_GOES),
    Allowed("The index of sitemaps asks which months there are.", "count:|changed:", "/sitemap.xml"),
    Allowed("Another article may have changed last in a list that one enters or leaves; one small file.", "pages:"),
    Allowed("An article may just have left the map of news, which ends with the hour; one small file.", "news:"),
    Allowed("A story that loses an article may stand behind the first eight.", "running:", "", _COMES_OR_GOES),
    Allowed("Feeds name stories and authors but do not lead to them.", "name:", _FEED),
    Allowed("Feeds say what a story is about, not its timeline.", "text:", _FEED),
    Allowed("Feeds leave out what an article recommends beneath its text.", "headline:", _FEED),
    Allowed("Feeds do not say in which other editions an article stands.", "translations:", _FEED),
    Allowed("A teaser with a kicker of its own leads to its story without naming it.", "name:", "", "story_"),
    Allowed("Without the author's page the name stays; only some pages lead to it.", "name:", "", "author_"),
    Allowed("The caption of a picture stands only where it leads the page.", "teaser:", "", "change_picture"),
    Allowed("Cards beneath an article have no standfirst.", "teaser:", _ARTICLE, "edit_standfirst"),
    Allowed("What the front page leaves out was looked at: a picture, news?", "teaser:|headline:", "^/../$"),
    Allowed("An article in a slot may be a draft, or stand in that place anyway.", "front:", "^/../$", "place|clear"),
    Allowed("Some picture of the month may be another; thousands have no key each.", "photos", "/sitemap-"),
    Allowed("An edition's name stands in every masthead; the rest goes along.", "everything|name:", "", "edition_name"),
    Allowed("Another clock may leave all articles of an edition in their months.", "month:|count:", "", "edition_zone"),
    Allowed("Wagtail says that a section was moved, not whether its order is another.", "edition:|pages:", "", "sort_"),
    Allowed("An article that is filed anew remembers the present names around it.", "article:", "", "sort_|move"),
)
