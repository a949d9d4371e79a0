"""How accounts are shown at the desk: roles bear their names in the language of whoever looks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.forms import ModelMultipleChoiceField, RadioSelect
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserFilterSet, UserViewSet

from depesche.accounts import roles
from depesche.accounts.models import User


class RolesField(ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic for mypy, not when it runs
    """The choice of roles."""

    def label_from_instance(self, obj: Any) -> str:
        """The role's name for people; what stands in the database stays as it is."""
        return roles.label(obj.name)


class _Staff:
    """Those with a role are staff, and whoever has lost theirs is a reader like others."""

    def save(self, commit: bool = True) -> Any:
        """Keep the account with what its roles make it."""
        self.instance.is_staff = self.instance.is_superuser or bool(self.cleaned_data.get("groups"))  # type: ignore[attr-defined]  # Wagtail's form stands behind this one
        return super().save(commit)  # type: ignore[misc]  # see above


class StaffCreationForm(_Staff, UserCreationForm):
    """Makes an account."""

    class Meta(UserCreationForm.Meta):
        field_classes: ClassVar[dict[str, Any]] = {"groups": RolesField}


class StaffEditForm(_Staff, UserEditForm):
    """Changes an account."""

    class Meta(UserEditForm.Meta):
        field_classes: ClassVar[dict[str, Any]] = {"groups": RolesField}


class StaffFilterSet(UserFilterSet):
    """Narrows the list of accounts; without another wish it shows staff, whom thousands of readers would bury."""

    who = ChoiceFilter(
        label=_("Who"),
        choices=[("staff", _("Staff")), ("readers", _("Readers"))],
        empty_label=None,
        method="only",
        widget=RadioSelect,
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        given = data.copy() if data is not None else QueryDict(mutable=True)
        given.setdefault("who", "staff")
        super().__init__(given, *args, **kwargs)
        self.filters["group"].field.label_from_instance = lambda group: roles.label(group.name)

    def only(self, queryset: Any, _name: str, value: str) -> Any:
        """Staff, or readers."""
        people = User.objects.readers() if value == "readers" else User.objects.staff()
        return queryset.filter(pk__in=people.values("pk"))


class StaffIndexView(IndexView):
    """The list of accounts."""

    def order_queryset(self, queryset: Any) -> Any:
        """By name, and those without one by address, so that each stands on one page of the list and on no other."""
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "email")


class StaffViewSet(UserViewSet):
    """The screens of accounts."""

    index_view_class = StaffIndexView
    filterset_class = StaffFilterSet

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form for a new account or for one that there is."""
        return StaffEditForm if for_update else StaffCreationForm
