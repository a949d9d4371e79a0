"""The editor's forms: which field stands where, from the first word to the schedule."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
    TitleFieldPanel,
)

from depesche.newsroom.forms import ArticleForm, DeskForm, EditionForm


class EditionPanel(Panel):
    """Invisible: tells the choosers which edition the form belongs to."""

    class BoundPanel(Panel.BoundPanel):
        """Carries the number of the edition."""

        template_name = "newsroom/desk/edition_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the edition to what the template sees."""
            edition = self.form.edition if self.form is not None else None
            return {**super().get_context_data(parent_context), "edition": edition}


class PlacePanel(Panel):
    """Says in which section the article stands, with the way to another one."""

    class BoundPanel(Panel.BoundPanel):
        """Only a page that exists can be moved."""

        template_name = "newsroom/desk/place_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the section, and whether the person may move the article out of it."""
            section = (self.form.parent_page if self.form else None) or self.instance.get_parent()
            page = self.instance
            may_move = bool(page.pk and page.permissions_for_user(self.request.user).can_move())
            context = super().get_context_data(parent_context)
            return {**context, "section": section, "edition": self.form.edition, "page": page, "may_move": may_move}


def count(ideal: int) -> dict[str, Any]:
    """Attributes that make desk.js count characters; from ``ideal`` on it says that the line grows long."""
    return {
        "data-controller": "desk-count",
        "data-desk-count-ideal-value": str(ideal),
        "data-desk-count-label-value": _("Characters:"),
        "data-desk-count-long-value": _("rather long, lists may cut it"),
    }


def words() -> dict[str, Any]:
    """Attributes that make desk.js count words and minutes."""
    return {
        "data-controller": "desk-words",
        "data-desk-words-label-value": _("Words:"),
        "data-desk-words-minutes-value": _("Minutes to read:"),
    }


def headline(label: Any, *, ideal: int = 0, **kwargs: Any) -> TitleFieldPanel:
    """The title of a page under the name that the newsroom has for it; a draft's address follows it."""
    attrs = count(ideal) if ideal else {}
    return TitleFieldPanel("title", heading=label, placeholder=False, attrs=attrs, **{"help_text": " ", **kwargs})


class FollowersPanel(Panel):
    """Says how many readers the version would reach, and what became of what was sent before."""

    class BoundPanel(Panel.BoundPanel):
        """An article that is not saved yet stands in no list that anybody follows."""

        template_name = "newsroom/desk/followers_panel.html"

        def is_shown(self) -> bool:
            """Only where there is something to count."""
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add what is told by whoever writes the letters."""
            return {**super().get_context_data(parent_context), "told": self.instance.told_of_followers()}


def _in_own_zone() -> str:
    zone = timezone.get_current_timezone_name()
    return _("In the time zone of your account, %(zone)s. Press Publish to make the appointment.") % {"zone": zone}


_own_zone = lazy(_in_own_zone, str)  # each account has its own, known only when the form is shown


def publication(*panels: Any) -> ObjectList:
    """The last tab of every form: address and schedule."""
    schedule = MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("go_live_at", heading=_("Goes live at")),
                    FieldPanel("expire_at", heading=_("Comes down at")),
                ]
            )
        ],
        heading=_("Schedule"),
        help_text=_own_zone(),
    )
    address = FieldPanel("slug", heading=_("Address"), help_text=_("The end of the page's address on the site."))
    return ObjectList([address, *panels, schedule, CommentPanel()], heading=_("Publication"))


article = TabbedInterface(
    [
        ObjectList(
            [
                EditionPanel(),
                FieldRowPanel([FieldPanel("main_story"), FieldPanel("kicker")]),
                headline(_("Headline"), ideal=75, help_text=_("Short enough to be read in passing.")),
                FieldPanel("short_headline", attrs=count(50)),
                FieldPanel("standfirst", attrs=count(300)),
                MultiFieldPanel(
                    [FieldPanel("lead_photo", heading=_("Photo")), FieldPanel("lead_caption"), FieldPanel("lead_alt")],
                    heading=_("Lead picture"),
                ),
                FieldPanel("body", heading=_("Body"), attrs=words()),
            ],
            heading=_("Text"),
        ),
        ObjectList(
            [
                PlacePanel(),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("dateline")]),
                InlinePanel(
                    "bylines",
                    [FieldRowPanel([FieldPanel("role"), FieldPanel("author"), FieldPanel("name")])],
                    heading=_("Byline"),
                    label=_("Name"),
                    help_text=_("In the order in which readers see the names."),
                ),
                InlinePanel("further_stories", [FieldPanel("story")], heading=_("Further stories"), label=_("Story")),
                FieldPanel("tags", help_text=_("People, places, subjects: what somebody might look for later.")),
                InlinePanel(
                    "related_picks",
                    [FieldPanel("target")],
                    heading=_("Related articles"),
                    label=_("Article"),
                    help_text=_("Your recommendations come first; the rest is found by stories, tags and date."),
                ),
            ],
            heading=_("Filing"),
        ),
        publication(
            MultiFieldPanel([FieldPanel("tell_followers"), FollowersPanel()], heading=_("Followers")),
            MultiFieldPanel(
                [FieldPanel("correction_wrong"), FieldPanel("correction_right"), FieldPanel("correction_since")],
                heading=_("Correction"),
            ),
        ),
    ],
    base_form_class=ArticleForm,
)

story = TabbedInterface(
    [
        ObjectList(
            [
                EditionPanel(),
                headline(_("Name"), help_text=_("Stands above the headlines of its articles, so keep it short.")),
                MultiFieldPanel([FieldPanel("summary"), FieldPanel("checked_on")], heading=_("The story so far")),
                InlinePanel(
                    "timeline",
                    [FieldRowPanel([FieldPanel("on"), FieldPanel("text")])],
                    heading=_("Timeline"),
                    label=_("Key event"),
                ),
                InlinePanel(
                    "pinned",
                    [FieldPanel("article")],
                    heading=_("Pinned articles"),
                    label=_("Article"),
                    help_text=_("They stay at the top of the story's page."),
                ),
                MultiFieldPanel(
                    [FieldRowPanel([FieldPanel("places"), FieldPanel("people")]), FieldPanel("photo")],
                    heading=_("Places, people, picture"),
                ),
                FieldPanel("running"),
            ],
            heading=_("Story"),
        ),
        publication(),
    ],
    base_form_class=DeskForm,
)

section = TabbedInterface(
    [
        ObjectList([headline(_("Name")), FieldPanel("description")], heading=_("Section")),
        publication(),
    ],
    base_form_class=DeskForm,
)

author = TabbedInterface(
    [
        ObjectList(
            [
                headline(_("Name")),
                FieldPanel("role"),
                FieldPanel("biography"),
                FieldPanel("photo"),
                FieldPanel("email", help_text=_("Readers see it. Leave it empty to show none.")),
                FieldPanel("user", help_text=_("New articles of this person get this name in the byline.")),
            ],
            heading=_("Author"),
        ),
        publication(),
    ],
    base_form_class=DeskForm,
)

plain_page = TabbedInterface(
    [
        ObjectList(
            [EditionPanel(), headline(_("Title")), FieldPanel("standfirst"), FieldPanel("body")], heading=_("Text")
        ),
        publication(FieldPanel("in_footer")),
    ],
    base_form_class=DeskForm,
)

edition = TabbedInterface(
    [
        ObjectList(
            [
                EditionPanel(),
                InlinePanel(
                    "slots",
                    [FieldPanel("article"), FieldRowPanel([FieldPanel("rank"), FieldPanel("may_repeat")])],
                    heading=_("Front page slots"),
                    label=_("Slot"),
                    help_text=_(
                        "From the top of the page down. Below them stand the newest articles; what stands in a slot "
                        "does not appear there again. Readers see the change when you press Publish."
                    ),
                ),
            ],
            heading=_("Front page"),
        ),
        ObjectList(
            [
                headline(_("Name in the masthead")),
                FieldPanel("tagline"),
                FieldRowPanel([FieldPanel("place"), FieldPanel("time_zone")]),
                FieldRowPanel([FieldPanel("accent"), FieldPanel("accent_dark")]),
                FieldPanel("reactions"),
            ],
            heading=_("Edition"),
        ),
        publication(),
    ],
    base_form_class=EditionForm,
)
