"""What the picture desk does: take in, change, release and conceal photos and other files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.base import File as Content
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from depesche import events
from depesche.accounts.models import User
from depesche.delivery import actions as delivery
from depesche.formats import newsitem
from depesche.media import darkroom, files, filling, keys, renditions
from depesche.media.events import (
    DayBegan,
    EnclosureConcealed,
    FileConcealed,
    LicenceEnded,
    PhotoConcealed,
    PhotoReleased,
)
from depesche.media.models import Chore, Enclosure, File, Photo, Portrait
from depesche.media.models.enclosure import LONGEST_SIDE
from depesche.media.models.photo import file_name, licence_day
from depesche.media.models.portrait import SIDE
from depesche.media.types import extension_of

UNFINISHED = timedelta(hours=1)  # how long a folder may lie unnamed while somebody is still filling it
SWEEPING = "sweep"
GIVEN_UP = timedelta(hours=6)  # after this time, whoever was sweeping has died over it


class NoCredit(Exception):
    """A photo without a credit line cannot be shown to readers."""

    def __init__(self, photo: Photo) -> None:
        super().__init__(
            _("The picture “%(title)s” has no credit line. Open the picture and say whose it is.")
            % {"title": photo.title}
        )
        self.photo = photo


def add_photo(
    *,
    file: Content[bytes],
    title: str,
    by: User | None,
    at: datetime,
    found: darkroom.Inspection | None = None,
    **overrides: Any,
) -> Photo:
    """Take in a photo with what its file says about its rights; ``overrides`` say it better.

    ``found`` is what ``darkroom.inspect`` said about this very file, when it
    was asked before.  Raises ``darkroom.Refused`` (a ``ValidationError``) when
    the file is no picture that we show, or when a value does not fit.
    """
    photo = Photo(title=title[:255], uploaded_by_user=by, **overrides)
    photo.seen = found or darkroom.inspect(file)
    file.name = file.name or "photo"  # Django takes a nameless file for none; the name itself is not kept
    photo.file = file
    filling.fill(photo, photo.seen)
    photo.full_clean(exclude=["width", "height", "file"])
    with transaction.atomic():
        photo._set_image_file_metadata()
        photo.save()
        Photo.objects.filter(pk=photo.pk).update(created_at=at)
    return photo


def replace_file(
    *,
    photo: Photo,
    file: Content[bytes],
    by: User | None,
    at: datetime,
    found: darkroom.Inspection | None = None,
    **overrides: Any,
) -> Photo:
    """Put another file in the place of a photo's original: a better scan, a retouched version.

    What the old file said about its rights follows the new one, what the desk
    typed stays, and so does the focal point.  Readers see the old renditions
    until the new ones are made.  Raises like ``add_photo``, and ``NoCredit``
    when a photo that readers see would lose its credit.
    """
    found = found or darkroom.inspect(file)
    old, stood, before = photo.file, (photo.width, photo.height), photo.inspection()
    filling.refill(photo, before=before, found=found, **overrides)
    file.name = file.name or "photo"
    photo.seen, photo.file = found, file
    _move_focus(photo, across=photo.width / stood[0], down=photo.height / stood[1])
    with transaction.atomic():
        photo._set_image_file_metadata()
        change_rights(photo=photo, by=by, at=at)
        photo.renditions.all().delete()
        name = str(old.name)
        transaction.on_commit(lambda: files.private().delete(name))
    return photo


@transaction.atomic
def change_rights(*, photo: Photo, by: User | None, at: datetime, **changes: Any) -> Photo:
    """Change what is known about a photo: credit, licence, caption, focal point and so on.

    Raises ``NoCredit`` when a photo that readers see would lose its credit.
    """
    for name, value in changes.items():
        setattr(photo, name, value)
    if photo.public_name and not photo.credit_line.strip():
        raise NoCredit(photo)
    photo.full_clean(exclude=["width", "height", "file"])
    photo.save()
    return photo


@transaction.atomic
def add_file(*, file: Content[bytes], title: str, by: User | None, credit_line: str = "") -> File:
    """Take in a recording or document; raises ``ValidationError`` when it is of no kind that we keep."""
    added = File(title=title[:255], credit_line=credit_line, uploaded_by_user=by, file=file)
    added.full_clean(exclude=["file_size", "file_hash"])
    added._set_document_file_metadata()
    added.save()
    return added


def prepare(*, photos: Iterable[Photo]) -> None:
    """Make what is missing of the photos' renditions, so that releasing them is a matter of milliseconds.

    To be called before the transaction of a publication; ``release`` makes up for it where nobody did.
    """
    for photo in photos:
        renditions.prepare(photo)


def make_renditions_of(photo_ids: Iterable[int]) -> dict[int, darkroom.Refused]:
    """Make the renditions of many photos on all cores, for imports; answers with those that could not be made."""
    return renditions.prepare_all(photo_ids)


def begin_renditions_of(photo_ids: Iterable[int]) -> renditions.Developing:
    """Let all cores make the renditions of many photos while the caller goes on; ``end_renditions`` waits for them."""
    return renditions.Developing(photo_ids)


def end_renditions(developing: renditions.Developing, *, at: datetime) -> dict[int, darkroom.Refused]:
    """Show the finished photos to readers where something live waits for them; answers with those that failed.

    That goes for those as well which another run had finished before it was
    broken off, and had not shown yet.
    """
    refused = developing.finish()
    waiting = Q(released_at__isnull=False, public_name="")
    finished = Q(pk__in=[photo.pk for photo in developing.photos if photo.pk not in refused])
    for photo in Photo.objects.filter(finished | waiting, pk__in=developing.asked).exclude(pk__in=refused):
        settle(photo=photo, at=at)
    return refused


@transaction.atomic
def release(*, photo: Photo, at: datetime, develop: bool = True) -> None:
    """Let readers see the photo under a newly minted name, for as long as its licence holds.

    Without ``develop``, a photo whose renditions are not there yet is shown as
    soon as somebody has made them.  Raises ``NoCredit`` when nobody said whose
    picture it is.
    """
    if not photo.credit_line.strip():
        raise NoCredit(photo)
    first = photo.released_at is None  # so nothing shows it yet
    if first:
        photo.released_at = at
        Photo.objects.filter(pk=photo.pk).update(released_at=at)
    photo.refresh_from_db()
    if develop:
        _settle(photo, at, first=first)
    elif renditions.is_prepared(photo):
        _show_or_hide(photo, at, first=first)


@transaction.atomic
def conceal(*, photo: Photo) -> None:
    """Take the photo away from readers at once and forget its public name."""
    Photo.objects.filter(pk=photo.pk).update(released_at=None)
    photo.released_at = None
    _unpublish(photo)


def settle(*, photo: Photo, at: datetime) -> None:
    """Bring what readers get in line with the photo as it stands: its file, its words and its licence.

    Whoever changes a photo needs to know nothing of files; this finds out what
    is missing, made anew or no longer allowed.  Doing it twice changes nothing.
    """
    _settle(photo, at, first=False)


@transaction.atomic
def end_licences(*, at: datetime) -> list[Photo]:
    """Take every photo away from readers whose licence has ended, and tell the desk."""
    ended = list(Photo.objects.public().licence_ended(licence_day(at)).select_for_update())
    for photo in ended:
        _unpublish(photo)
        delivery.purge(keys.photos())
        events.emit(LicenceEnded(photo_id=photo.pk))
    return ended


@transaction.atomic
def release_document(*, document: File, at: datetime) -> None:
    """Let readers fetch a recording or document under a newly minted name."""
    if document.public_name:
        return
    name = ".".join(filter(None, (files.new_name(), extension_of(document.filename))))
    files.carry(document.file.name, f"files/{name}")
    document.public_name = name
    File.objects.filter(pk=document.pk).update(public_name=name)
    delivery.purge(keys.document(str(document.uid)))


@transaction.atomic
def conceal_document(*, document: File) -> None:
    """Take a recording or document away from readers at once and forget its public name."""
    name, document.public_name = document.public_name, ""
    if name:
        File.objects.filter(pk=document.pk).update(public_name="")
        delivery.purge(keys.document(str(document.uid)))
        delivery.purge(keys.file(name), hard=True)
        events.emit(FileConcealed(file_id=document.pk, public_name=name))
        transaction.on_commit(lambda: files.public().delete(f"files/{name}"))


def portray(*, person: User, file: Content[bytes], at: datetime) -> Portrait:
    """Show a picture beside what somebody writes: small, made anew from its pixels, under a name that tells nothing.

    Raises ``darkroom.Refused`` when the file is no picture that we show.
    """
    name, small = files.new_name(), darkroom.portray(file, side=SIDE)
    files.public().save(f"portraits/{name}/{SIDE}.jpeg", ContentFile(small))
    with transaction.atomic():
        before = Portrait.objects.select_for_update().filter(person=person).first()
        said = {"name": name, "chosen_at": at}
        portrait, _new = Portrait.objects.update_or_create(person=person, defaults=said)
        delivery.purge(keys.portrait(person.pk))
        if before:
            _throw_away(before)
    return portrait


@transaction.atomic
def remove_portrait(*, person: User) -> bool:
    """Take somebody's picture away from readers and delete it; says whether there was one."""
    portrait = Portrait.objects.select_for_update().filter(person=person).first()
    if portrait is None:
        return False
    portrait.delete()
    delivery.purge(keys.portrait(person.pk), hard=True)
    _throw_away(portrait)
    return True


def develop_enclosure(*, file: Content[bytes], alt: str, at: datetime) -> Enclosure:
    """Make a reader's picture anew from its pixels, out of sight; nothing refers to it before it is ``enclosed``.

    To be called before the transaction of the text that it goes with.  Raises
    ``darkroom.Refused`` when the file is no picture that we show.
    """
    content, (width, height) = darkroom.enclose(file, longest=LONGEST_SIDE)
    made = Enclosure(name=files.new_name(), width=width, height=height, alt=alt, added_at=at)
    files.private().save(made.private_path, ContentFile(content))
    return made


def enclose(*, enclosure: Enclosure) -> Enclosure:
    """Keep a picture that was developed, in the transaction of the text that it goes with."""
    enclosure.save()
    return enclosure


@transaction.atomic
def show_enclosure(*, enclosure: Enclosure) -> None:
    """Let readers see the picture under a newly minted name; whoever shows its text renews the page."""
    if enclosure.public_name:
        return
    enclosure.public_name = files.new_name()
    files.carry(enclosure.private_path, enclosure.public_path)
    Enclosure.objects.filter(pk=enclosure.pk).update(public_name=enclosure.public_name)


@transaction.atomic
def conceal_enclosure(*, enclosure: Enclosure) -> None:
    """Take the picture away from readers at once and forget its public name."""
    name, enclosure.public_name = enclosure.public_name, ""
    if name:
        Enclosure.objects.filter(pk=enclosure.pk).update(public_name="")
        events.emit(EnclosureConcealed(enclosure_id=enclosure.pk, public_name=name))
        delivery.purge(keys.file(name), hard=True)
        transaction.on_commit(lambda: files.remove_folder(files.public(), f"enclosures/{name}"))


@transaction.atomic
def remove_enclosure(*, enclosure: Enclosure) -> None:
    """Delete the picture everywhere, for good."""
    conceal_enclosure(enclosure=enclosure)
    enclosure.delete()
    folder = f"enclosures/{enclosure.name}"
    transaction.on_commit(lambda: files.remove_folder(files.private(), folder))


def content_of(enclosure: Enclosure) -> bytes:
    """The picture itself, for those who may see it before readers do."""
    with files.private().open(enclosure.private_path) as file:
        content: bytes = file.read()
    return content


@transaction.atomic
def begin_day(*, at: datetime) -> bool:
    """Call for what is done once a day, unless some clock already has; says whether it did."""
    day = licence_day(at)
    if Chore.objects.get_or_create(name=SWEEPING)[0].called_on == day:  # asked every minute, so no row is touched
        return False
    first = Chore.objects.filter(name=SWEEPING).exclude(called_on=day).update(called_on=day) > 0
    if first:
        events.emit(DayBegan())
    return first


def sweep(*, at: datetime) -> int:
    """Delete folders that no row names, left behind by something that died half-way; says how many.

    Does nothing while another process is at it.
    """
    Chore.objects.get_or_create(name=SWEEPING)
    idle = Chore.objects.filter(Q(busy_since=None) | Q(busy_since__lt=at - GIVEN_UP), name=SWEEPING)
    if not idle.update(busy_since=at):
        return 0
    try:
        return _sweep(before=at - UNFINISHED)
    finally:
        Chore.objects.filter(name=SWEEPING, busy_since=at).update(busy_since=None)


def _sweep(*, before: datetime) -> int:
    named = Photo.objects.exclude(prepared_name="").values_list("prepared_name", flat=True)
    shown = Photo.objects.public().values_list("public_name", flat=True)
    portraits = Portrait.objects.values_list("name", flat=True)
    enclosed = Enclosure.objects.values_list("name", flat=True)
    enclosed_public = Enclosure.objects.public().values_list("public_name", flat=True)
    return (
        files.sweep_folders(files.private(), "renditions", set(named), before)
        + files.sweep_folders(files.public(), "photos", set(shown), before)
        + files.sweep_folders(files.public(), "portraits", set(portraits), before)
        + files.sweep_folders(files.private(), "enclosures", set(enclosed), before)
        + files.sweep_folders(files.public(), "enclosures", set(enclosed_public), before)
    )


def _move_focus(photo: Photo, *, across: float, down: float) -> None:
    """Keep the focal point where it is in the picture, however many pixels that has now."""
    for name, scale in (("x", across), ("width", across), ("y", down), ("height", down)):
        if (value := getattr(photo, f"focal_point_{name}")) is not None:
            setattr(photo, f"focal_point_{name}", round(value * scale))


@transaction.atomic
def follow_words(*, photo: Photo, before: Photo, at: datetime) -> None:
    """Follow a change of what stands beside a photo: its credit, caption, alternative text, focal point."""
    if photo.released_at and _shown(photo, at) != _shown(before, at):
        delivery.purge(keys.photo(str(photo.uid)))


def _shown(photo: Photo, at: datetime) -> newsitem.Photo:
    """What pages say of a photo; where its licence has ended, a plate stands, which has no focal point."""
    item = photo.as_item(at)
    return item if item.renditions else replace(item, focal=None)


def _throw_away(portrait: Portrait) -> None:
    folder = f"portraits/{portrait.name}"
    delivery.purge(keys.file(portrait.name), hard=True)
    transaction.on_commit(lambda: files.remove_folder(files.public(), folder))


def _settle(photo: Photo, at: datetime, *, first: bool) -> None:
    try:
        renditions.prepare(photo)
    except darkroom.Refused:  # rather none than one that the desk has replaced
        with transaction.atomic():
            _unpublish(photo)
            delivery.purge(keys.photos())
        raise
    _show_or_hide(photo, at, first=first)


@transaction.atomic
def _show_or_hide(photo: Photo, at: datetime, *, first: bool) -> None:
    photo.refresh_from_db(from_queryset=Photo.objects.select_for_update())
    shown = photo.public_name
    allowed = bool(photo.released_at and photo.credit_line.strip() and photo.licence_holds(licence_day(at)))
    if not (allowed and photo.public_from == photo.prepared_name and _lies_public(photo)):
        _unpublish(photo)
    if allowed and not photo.public_name:
        _publish(photo)
    if photo.public_name != shown and not first:
        delivery.purge(keys.photos())


def _publish(photo: Photo) -> None:
    """Files first, then the name: nobody can ask for a picture before it lies there."""
    name = files.new_name()
    for entry in photo.rendition_set:
        files.carry(photo.prepared_path(entry), f"photos/{name}/{file_name(entry)}")
    photo.public_name, photo.public_from = name, photo.prepared_name
    Photo.objects.filter(pk=photo.pk).update(public_name=name, public_from=photo.prepared_name)
    delivery.purge(keys.photo(str(photo.uid)))
    events.emit(PhotoReleased(photo_id=photo.pk))


def _unpublish(photo: Photo) -> None:
    """The name first, then the files; the event makes sure of the files if this process dies in between."""
    row = Photo.objects.select_for_update().filter(pk=photo.pk)
    name = row.values_list("public_name", flat=True).first()
    photo.public_name = photo.public_from = ""
    if name:
        row.update(public_name="", public_from="")
        events.emit(PhotoConcealed(photo_id=photo.pk, public_name=name))
        delivery.purge(keys.photo(str(photo.uid)))
        delivery.purge(keys.file(name), hard=True)
        transaction.on_commit(lambda: files.remove_folder(files.public(), f"photos/{name}"))


def _lies_public(photo: Photo) -> bool:
    """Whether the public files of the photo are really there."""
    return bool(photo.public_name) and all(
        files.public().exists(f"photos/{photo.public_name}/{file_name(e)}") for e in photo.rendition_set
    )
