"""Articles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from taggit.models import TaggedItemBase
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from depesche.newsroom import panels
from depesche.newsroom.blocks import Body
from depesche.newsroom.models.base import NewsroomPage, above, new_public_id


class ArticleTag(TaggedItemBase):
    """A keyword on an article."""

    content_object = ParentalKey("newsroom.Article", on_delete=models.CASCADE, related_name="tagged_items")


class Article(NewsroomPage):
    """One piece of journalism; the title is its headline."""

    class Kind(models.TextChoices):
        """What readers may expect of it."""

        REPORT = "report", _("Report")
        ANALYSIS = "analysis", _("Analysis")
        BACKGROUND = "background", _("Background")
        OPINION = "opinion", _("Opinion")
        REVIEW = "review", _("Review")
        ADVERTISEMENT = "advertisement", _("Advertisement")

    public_id = models.CharField(max_length=12, default=new_public_id, unique=True, editable=False)
    short_headline = models.CharField(
        _("short headline"), max_length=120, blank=True, help_text=_("For lists, feeds and cards. Empty: the headline.")
    )
    kicker = models.CharField(
        _("kicker"), max_length=100, blank=True, help_text=_("The label above the headline. Empty: the main story.")
    )
    standfirst = models.TextField(_("standfirst"), blank=True, help_text=_("Two or three sentences that say it all."))
    body = StreamField(Body(), blank=True, verbose_name=_("text"))
    lead_photo = models.ForeignKey(
        "media.Photo", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead picture")
    )
    lead_caption = models.TextField(_("caption"), blank=True, help_text=_("Empty: the caption of the photo."))
    lead_alt = models.CharField(
        _("alternative text"), max_length=500, blank=True, help_text=_("Empty: the alternative text of the photo.")
    )
    dateline = models.CharField(_("dateline"), max_length=100, blank=True, help_text=_("Where it was reported from."))
    kind = models.CharField(_("type"), max_length=20, choices=Kind, default=Kind.REPORT)
    main_story = models.ForeignKey(
        "newsroom.Story",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("main story"),
    )
    tell_followers = models.BooleanField(
        _("send to followers"),
        default=False,
        help_text=_(
            "When this version is published, everybody who follows its stories, section, authors, tags or the edition "
            "at once gets a letter. Once for each version."
        ),
    )
    correction_wrong = models.TextField(
        _("what was wrong"), blank=True, help_text=_("In one or two sentences that say it without the article.")
    )
    correction_right = models.TextField(
        _("what is right"),
        blank=True,
        help_text=_(
            "Both stand beneath the article when this version is published, and go to everybody who got the error "
            "from us by mail or in their browser. Once for each version."
        ),
    )
    correction_since = models.DateTimeField(
        _("wrong since"), null=True, blank=True, help_text=_("Empty: since it was published first.")
    )
    updated_at = models.DateTimeField(_("updated at"), null=True, blank=True, editable=False)
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("tags"))

    edit_handler = panels.article
    unique_lists: ClassVar[tuple[str, ...]] = ("further_stories", "related_picks")
    parent_page_types: ClassVar[list[str]] = ["newsroom.Section"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = [
        *("public_id", "first_published_at", "updated_at", "tell_followers"),
        *("correction_wrong", "correction_right", "correction_since"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *NewsroomPage.search_fields,
        index.FilterField("kind"),
        index.FilterField("public_id"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["report", "analysis", "background", "opinion", "review", "advertisement"]),
                name="article_kind_is_known",
            ),
            models.CheckConstraint(condition=~Q(public_id=""), name="article_has_public_id"),
        )

    def public_path(self) -> str:
        """``/edition/section/headline-public_id/``; the public id alone finds the article."""
        return f"{self.section_path()}{self.slug}-{self.public_id}/"

    def section_path(self) -> str:
        """The address of the section above."""
        edition, section = self.url_path.split("/")[1:3]
        return f"/{edition}/{section}/"

    def told_of_followers(self) -> str:
        """For the form: how many this version would reach, and what became of those before."""
        return above.followers(self)


class Byline(Orderable):
    """A name in the byline and what it did; the order is the order of names."""

    class Role(models.TextChoices):
        """What somebody did for the piece."""

        AUTHOR = "author", _("By")
        PHOTOS = "photos", _("Photos by")
        TRANSLATION = "translation", _("Translated by")
        GRAPHICS = "graphics", _("Graphics by")
        EDITING = "editing", _("Edited by")
        AGENCY = "agency", _("Agency")

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="bylines")
    # Nobody whose name stands in a byline can be deleted, unless the article goes along, as with an edition.
    author = models.ForeignKey(
        "newsroom.Author", on_delete=models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    name = models.CharField(_("or a name without a page"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.AUTHOR)

    class Meta(Orderable.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(author__isnull=False) | ~Q(name=""),
                name="byline_names_somebody",
                violation_error_message=_("Choose an author, or write a name."),
            ),
        ]

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], **how: Any) -> Byline | None:
        """A line of an older version; without its author, who was deleted meanwhile, only the written name is left."""
        author = cls._meta.get_field("author").related_model
        if data["author"] and not author._base_manager.filter(pk=data["author"]).exists():
            data = {**data, "author": None}
        return model_from_serializable_data(cls, data, **how) if data["author"] or data["name"] else None


class ArticleStory(Orderable):
    """A further story that an article belongs to, besides its main one."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="further_stories")
    story = models.ForeignKey("newsroom.Story", on_delete=models.CASCADE, related_name="+", verbose_name=_("story"))

    class Meta(Orderable.Meta):
        verbose_name = _("further story")
        verbose_name_plural = _("further stories")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["article", "story"], name="article_in_story_once")
        ]


class RelatedPick(Orderable):
    """An article that an editor recommends beneath another."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="related_picks")
    target = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))

    class Meta(Orderable.Meta):
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["article", "target"], name="related_article_once"),
            models.CheckConstraint(condition=~Q(article=F("target")), name="related_article_is_another"),
        ]
