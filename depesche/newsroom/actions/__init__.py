"""What the newsroom does.  These are the only writers of its models."""

from depesche.newsroom.actions.editions import add_page, open_edition, place_page
from depesche.newsroom.actions.filing import file_article, refresh_article, unfile_article
from depesche.newsroom.actions.publishing import NotPublishable, publish, reasons_against, withdraw
from depesche.newsroom.actions.refiling import refile_everything
from depesche.newsroom.actions.scheduling import reconcile_appointments
from depesche.newsroom.actions.timekeeping import keep_appointment, keep_appointments

__all__ = [
    "NotPublishable",
    "add_page",
    "file_article",
    "keep_appointment",
    "keep_appointments",
    "open_edition",
    "place_page",
    "publish",
    "reasons_against",
    "reconcile_appointments",
    "refile_everything",
    "refresh_article",
    "unfile_article",
    "withdraw",
]
