"""What a ninjs item brings along: pictures, recordings, other articles."""

from __future__ import annotations

from dataclasses import dataclass

from depesche.formats import html
from depesche.formats.newsitem import Audio, Block, Embed, Photo, Picture, Ref, Rendition
from depesche.formats.ninjs import terms
from depesche.formats.ninjs.values import Values


@dataclass(frozen=True, slots=True)
class Associated:
    """Associations by what they are to the item."""

    lead: Picture | None
    blocks: tuple[Block, ...]
    related: tuple[Ref, ...]
    translations: tuple[Ref, ...]


def read(data: Values) -> Associated:
    """All associations; an item that is a picture or a recording itself shows itself."""
    found = data.many("associations")
    own = [data] if data.text("type") in {*_PICTURES, "audio", "video"} else []
    pictures = [each for each in [*own, *found] if each.text("type") in _PICTURES]
    free = [each for each in pictures if each.text("rel") != "picture"]
    lead = next((each for each in free if each.text("rel") == "lead"), free[0] if free else None)
    shown: list[Block] = [Picture(photo=_photo(each)) for each in pictures if each is not lead]
    shown += [block for each in [*own, *found] for block in _player(each)]
    texts = [each for each in found if each.text("type") in _TEXTS]
    return Associated(
        lead=Picture(photo=_photo(lead)) if lead else None,
        blocks=tuple(shown),
        related=tuple(_ref(each) for each in texts if each.text("rel") != "translation"),
        translations=tuple(_ref(each) for each in texts if each.text("rel") == "translation"),
    )


def _photo(data: Values) -> Photo:
    credit = {each.text("role"): each.text("name") for each in data.many("infoSources")}
    taken, ends = data.time("contentCreated"), data.time("expires")
    rights = data.many("rightsInfo")
    return Photo(
        key=data.alt_id("key") or data.text("uri"),
        credit_line=credit.get("creditline", "") or _by_line(data),
        photographer=data.text("by", "byline"),
        agency=credit.get("agency", ""),
        copyright_notice=data.text("copyrightNotice"),
        licence=rights[0].text("encodedRights", "linkedRights") if rights else "",
        licence_ends_on=ends.date() if ends else None,
        allowed_uses=data.text("usageTerms"),
        headline=html.text(data.role("headlines", "headline", "main")),
        caption=html.text(data.description("caption", "main", "", "summary")),
        alt=data.role("descriptions", "", "altText"),
        place=data.text("located"),
        taken_on=taken.date() if taken else None,
        renditions=tuple(
            Rendition(
                href=each.text("href"),
                width=each.number("width"),
                height=each.number("height"),
                type=each.text("contentType", "mimetype") or "image/jpeg",
            )
            for each in data.many("renditions")
            if each.text("href")
        ),
    )


def _by_line(data: Values) -> str:
    """A credit line for pictures of agencies, which name the photographer and the holder apart."""
    return " / ".join(filter(None, (data.text("by", "byline"), data.text("copyrightHolder"))))


def _player(data: Values) -> tuple[Block, ...]:
    """Recordings and films, by the address of their first file."""
    files = [each for each in data.many("renditions") if each.text("href")]
    if not files or data.text("type") not in {"audio", "video"}:
        return ()
    title = html.text(data.role("headlines", "headline", "main")) or data.text("title", "name")
    address = files[0].text("href")
    return (Audio(title=title, href=address) if data.text("type") == "audio" else Embed(url=address, title=title),)


def _ref(data: Values) -> Ref:
    uri = data.text("uri")
    title = data.text("title") or html.text(data.role("headlines", "headline", "main")) or data.text("name")
    return Ref(
        key=data.alt_id("key") or uri,
        name=title,
        uri=terms.address_in(uri),
        language=data.text("language"),
    )


_PICTURES = {"picture", "graphic"}
_TEXTS = {"text", "composite", "component", ""}
