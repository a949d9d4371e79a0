"""The facts of the newsroom.

The desk's working copies are Wagtail pages (editions, sections, stories,
articles, authors, plain pages).  What readers see of an article is a snapshot
taken at publication, with narrow rows beside it for the lists.
"""

from depesche.newsroom.models.article import Article, ArticleStory, ArticleTag, Byline, RelatedPick
from depesche.newsroom.models.author import Author
from depesche.newsroom.models.base import TAKEN, NewsroomPage, above
from depesche.newsroom.models.chain import follow, links, shows
from depesche.newsroom.models.correction import Correction
from depesche.newsroom.models.edition import Edition, FrontSlot
from depesche.newsroom.models.listing import Filing, Gone, SearchEntry, Snapshot, Tally, Teaser, Under
from depesche.newsroom.models.plain_page import PlainPage
from depesche.newsroom.models.schedule import Appointment
from depesche.newsroom.models.section import Section
from depesche.newsroom.models.story import PinnedArticle, Story, TimelineEvent
from depesche.newsroom.models.subject import subject_of

__all__ = [
    "TAKEN",
    "Appointment",
    "Article",
    "ArticleStory",
    "ArticleTag",
    "Author",
    "Byline",
    "Correction",
    "Edition",
    "Filing",
    "FrontSlot",
    "Gone",
    "NewsroomPage",
    "PinnedArticle",
    "PlainPage",
    "RelatedPick",
    "SearchEntry",
    "Section",
    "Snapshot",
    "Story",
    "Tally",
    "Teaser",
    "TimelineEvent",
    "Under",
    "above",
    "follow",
    "links",
    "shows",
    "subject_of",
]
