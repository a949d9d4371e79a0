"""What of a post has no field in a NewsItem: facts of WordPress, texts for search engines, custom fields."""

from __future__ import annotations

from depesche.formats import html
from depesche.formats.wxr import php
from depesche.formats.wxr.stream import Element

_LONGEST = 2_000


def facts(element: Element) -> dict[str, str]:
    """A few facts of WordPress, and the terms of taxonomies that plug-ins made."""
    said = element.text
    found = {
        "wordpress:id": said("wp:post_id"),
        "wordpress:parent": f"post:{parent}" if (parent := said("wp:post_parent")) not in {"", "0"} else "",
        "wordpress:order": order if (order := said("wp:menu_order")) != "0" else "",
        "wordpress:sticky": "yes" if said("wp:is_sticky") == "1" else "",
        "wordpress:protected": "password" if said("wp:post_password") else "",
        "wordpress:private": "yes" if said("wp:status") == "private" else "",
        "wordpress:comments": said("wp:comment_status"),
        "wordpress:untitled": "" if said("title") else "yes",
    }
    for term in element.all("category"):
        domain = term.attributes.get("domain", "")
        if domain and domain not in _KNOWN_DOMAINS:
            name = f"wordpress:{domain}"
            found[name] = ", ".join(filter(None, [found.get(name, ""), html.text(term.text())]))
    return {name: value for name, value in found.items() if value}


def for_search_engines(meta: dict[str, str]) -> dict[str, str]:
    """What was written for search engines and sharing."""
    texts = {name.removeprefix(_YOAST): value for name, value in meta.items() if name.startswith(_YOAST)}
    found = {name: texts.get(name, "") for name in _SEO_TEXTS}
    found["title"] = next((meta[name] for name in _SEO_TITLES if meta.get(name)), "")
    found["description"] = next((meta[name] for name in _SEO_DESCRIPTIONS if meta.get(name)), "")
    return {f"seo:{name}": html.text(value) for name, value in found.items() if value}


def custom(meta: dict[str, str]) -> tuple[dict[str, str], list[html.Lost]]:
    """Fields that people filled in; those of plug-ins are named as lost."""
    kept, lost = {}, []
    for name, value in meta.items():
        if not value or name in _UNDERSTOOD or name.startswith(_INTERNAL_FIELDS):
            continue
        if name.startswith("_") or php.is_serialized(value) or len(value) > _LONGEST:
            lost.append(html.Lost(f"custom field “{name}”", value[:100]))
        else:
            kept[f"field:{name}"] = value
    return kept, lost


#: Fields in which plug-ins name the main category.
MAIN_CATEGORY = ("_yoast_wpseo_primary_category", "rank_math_primary_category", "_primary_term_category")
_YOAST = "_yoast_wpseo_"
_SEO_TEXTS = (
    "focuskw",
    "metakeywords",
    "canonical",
    "opengraph-title",
    "opengraph-description",
    "opengraph-image",
    "twitter-title",
    "twitter-description",
)
_SEO_TITLES = ("_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title", "_genesis_title")
_SEO_DESCRIPTIONS = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
    "_genesis_description",
)
#: Fields that are read elsewhere.
_UNDERSTOOD = {
    *MAIN_CATEGORY,
    *_SEO_TITLES,
    *_SEO_DESCRIPTIONS,
    "_thumbnail_id",
    "_wp_old_slug",
    "enclosure",
    "footnotes",
}
#: Fields in which WordPress and plug-ins keep their own books; they say nothing to readers.
_INTERNAL_FIELDS = (
    "_edit_",
    "_wp_",
    "_oembed_",
    "_encloseme",
    "_pingme",
    "_yoast_wpseo_",
    "_jetpack_",
    "_publicize_",
    "_wpas_",
    "_et_dynamic_cached",
    "_menu_item_",
)
_KNOWN_DOMAINS = {"category", "post_tag", "tag", "author", "language", "post_translations"}
