"""What a browser would send when somebody presses a button of the editor."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from depesche.newsroom.models import Article


def filled(response: Any) -> dict[str, Any]:
    """Every field of the form on a page of the editor, as it stands there."""
    form = response.context["form"]
    data = _values(form)
    for formset in form.formsets.values():
        data |= _formset(formset)
    page = response.context["page"]
    if isinstance(page, Article) and not data["standfirst"]:
        data["standfirst"] = "What happened, in a sentence."  # nothing goes to readers without a word to read
    if page.latest_revision_id:
        data["loaded_revision_id"] = str(page.latest_revision_id)
        data["loaded_revision_created_at"] = response.context["loaded_revision_created_at"]
    return data


def opened(client: Client, page: Any) -> dict[str, Any]:
    """The form of a page as ``client`` finds it."""
    response = client.get(edit_url(page))
    assert response.status_code == 200
    return filled(response)


def press(client: Client, page: Any, data: dict[str, Any], button: str = "", **changes: Any) -> Any:
    """Send the form with a button (``publish``, ``submit``; none saves a draft)."""
    pressed = {f"action-{button}": "yes"} if button else {}
    return client.post(edit_url(page), {**data, **changes, **pressed})


def autosave(client: Client, page: Any, data: dict[str, Any], **changes: Any) -> Any:
    """What the editor's script sends by itself."""
    return client.post(edit_url(page), {**data, **changes}, headers={"accept": "application/json"})


def edit_url(page: Any) -> str:
    """Where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))


def said(response: Any) -> str:
    """Every message that the editor shows, in one text."""
    return " ".join(str(message) for message in response.context["messages"])


def _values(form: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for bound in form:
        value, widget = bound.value(), bound.field.widget
        if hasattr(value, "stream_block"):
            data |= _stream(bound.html_name, value)
        elif isinstance(value, bool):
            data |= {bound.html_name: "on"} if value else {}
        else:
            shown = widget.format_value(value) if hasattr(widget, "format_value") else value
            shown = shown[0] if isinstance(shown, list) else shown
            data[bound.html_name] = "" if shown is None else str(shown)
    return data


def _stream(name: str, value: Any) -> dict[str, Any]:
    from wagtail.test.utils.form_data import rich_text, streamfield

    blocks = [
        (child.block_type, rich_text(child.value.source) if hasattr(child.value, "source") else _block(child.value))
        for child in value
    ]
    return _flat(name, streamfield(blocks))


def _block(value: Any) -> Any:
    if hasattr(value, "list_block"):
        rows = {
            str(n): {"value": _block(row), "order": n, "deleted": "", "type": "item"} for n, row in enumerate(value)
        }
        return {"count": len(rows), **rows}
    if hasattr(value, "bound_blocks"):
        return {key: _block(child) for key, child in value.items()}
    return getattr(value, "pk", value) if value is not None else ""


def _flat(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {name: value}
    return {flat: part for key, child in value.items() for flat, part in _flat(f"{name}-{key}", child).items()}


def _formset(formset: Any) -> dict[str, Any]:
    data = _values(formset.management_form)
    for form in formset.forms:
        data |= {name: value for name, value in _values(form).items() if not name.endswith("-DELETE")}
        for inner in getattr(form, "formsets", {}).values():
            data |= _formset(inner)
    return data
