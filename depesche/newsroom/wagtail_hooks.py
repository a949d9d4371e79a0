"""Where the desk joins Wagtail."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet

from depesche.newsroom.desk import deletion, home, menu, overviews, publication
from depesche.newsroom.desk.articles import listings
from depesche.newsroom.desk.choosers import choosers
from depesche.newsroom.desk.viewsets import page_viewsets

hooks.register("register_bulk_action", publication.PublishManyAction, order=1)
hooks.register("register_bulk_action", publication.WithdrawManyAction, order=1)
hooks.register("before_delete_page", deletion.refuse_one)
hooks.register("before_bulk_action", deletion.refuse_many)


class ReadOnlyPages(PagesAdminAPIViewSet):
    """What the tree in the menu reads.  Wagtail's own lets it publish, too, past the newsroom's actions."""

    actions: dict[str, Any] = {}


@hooks.register("construct_admin_api")
def close_admin_api(api: Any) -> None:
    """Leave the administration's API nothing but reading."""
    api.register_endpoint("pages", ReadOnlyPages)


@hooks.register("register_admin_viewset")
def screens() -> list[Any]:
    """Forms, lists and choosers of the newsroom's pages."""
    return [*page_viewsets, *listings, *choosers]


@hooks.register("register_admin_urls")
def overview_urls() -> list[Any]:
    """The schedule and the front pages."""
    return overviews.urlpatterns


for _index in range(5):
    hooks.register("register_admin_menu_item", lambda index=_index: menu.main_items()[index])
hooks.register("register_reports_menu_item", menu.unfinished_item)
hooks.register("register_settings_menu_item", menu.editions_item)


@hooks.register("construct_main_menu", order=1000)
def arrange_main_menu(request: Any, items: list[Any]) -> None:
    """By desk work."""
    menu.arrange(items, menu.MAIN)


@hooks.register("construct_reports_menu", order=1000)
def arrange_reports(request: Any, items: list[Any]) -> None:
    """What a desk looks into."""
    menu.arrange(items, menu.REPORTS)


@hooks.register("construct_settings_menu", order=1000)
def arrange_settings(request: Any, items: list[Any]) -> None:
    """What administrators keep; the redirects have an entry of their own."""
    items[:] = [item for item in items if item.name != "redirects"]
    menu.arrange(items, menu.SETTINGS)


@hooks.register("construct_homepage_panels")
def arrange_home(request: Any, panels: list[Any]) -> None:
    """What waits for the person who has signed in."""
    panels[:] = [panel for panel in panels if panel.name != "recent_edits"]
    panels += [
        home.ReleasePanel(),
        home.StartPanel(),
        home.DraftsPanel(),
        home.AppointmentsPanel(),
        home.PicturesPanel(),
    ]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_summary(request: Any, items: list[Any]) -> None:
    """How many pages there are tells nobody what to do next."""
    items.clear()


@hooks.register("insert_global_admin_css")
def desk_style() -> str:
    """The few rules of our own."""
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/desk.css"))


@hooks.register("insert_editor_js")
def desk_script() -> str:
    """Counts characters and words while somebody writes."""
    return format_html('<script src="{}"></script>', static("newsroom/desk.js"))
