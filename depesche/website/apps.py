"""Pages that readers see."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    """The public site and its themes."""

    name = "depesche.website"
    label = "website"
    verbose_name = _("Website")

    def ready(self) -> None:
        """Give the editor's preview the looks of the site, articles their discussions, and readers what to follow."""
        from depesche.newsroom.models import above
        from depesche.website import discussion, following
        from depesche.website.views.preview import preview

        above.preview = preview
        above.followers = following.at_the_desk
        discussion.register()
        following.register()
