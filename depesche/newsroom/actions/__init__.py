"""What the newsroom does.  These are the only writers of its models."""

from depesche.newsroom.actions.editions import add_page, open_edition, place_page
from depesche.newsroom.actions.filing import file_article, places_of, refresh_article, unfile_article
from depesche.newsroom.actions.publishing import NotPublishable, Reason, publish, reasons_against, withdraw
from depesche.newsroom.actions.refiling import refile_everything
from depesche.newsroom.actions.scheduling import reconcile_appointments, unschedule
from depesche.newsroom.actions.surroundings import forget, moved, placed
from depesche.newsroom.actions.timekeeping import MayNotAnyMore, keep_appointment, keep_appointments

__all__ = [
    "MayNotAnyMore",
    "NotPublishable",
    "Reason",
    "add_page",
    "file_article",
    "forget",
    "keep_appointment",
    "keep_appointments",
    "moved",
    "open_edition",
    "place_page",
    "placed",
    "places_of",
    "publish",
    "reasons_against",
    "reconcile_appointments",
    "refile_everything",
    "refresh_article",
    "unfile_article",
    "unschedule",
    "withdraw",
]
