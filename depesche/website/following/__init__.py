"""What readers can follow, and what those who follow it are told."""

from depesche.subscriptions import subjects
from depesche.website.following import articles, searches, talks
from depesche.website.following.places import tag_name
from depesche.website.following.reach import at_the_desk
from depesche.website.following.talks import discussion_name

__all__ = ["at_the_desk", "discussion_name", "register", "tag_name"]


def register() -> None:
    """Tell subscriptions what can be followed, who publishes, and who keeps discussions."""
    articles.register()
    talks.register()
    subjects.register(searches.KIND, searches.subject, bundled=True, most=searches.MOST_FOLLOWED)
