"""How accounts are shown at the desk: roles bear their names in the language of whoever looks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.forms import ModelMultipleChoiceField
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserFilterSet, UserViewSet

from depesche.accounts import roles


class RolesField(ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic for mypy, not when it runs
    """The choice of roles."""

    def label_from_instance(self, obj: Any) -> str:
        """The role's name for people; what stands in the database stays as it is."""
        return roles.label(obj.name)


class StaffCreationForm(UserCreationForm):
    """Makes an account."""

    class Meta(UserCreationForm.Meta):
        field_classes: ClassVar[dict[str, Any]] = {"groups": RolesField}


class StaffEditForm(UserEditForm):
    """Changes an account."""

    class Meta(UserEditForm.Meta):
        field_classes: ClassVar[dict[str, Any]] = {"groups": RolesField}


class StaffFilterSet(UserFilterSet):
    """Narrows the list of accounts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["group"].field.label_from_instance = lambda group: roles.label(group.name)


class StaffViewSet(UserViewSet):
    """The screens of accounts."""

    filterset_class = StaffFilterSet

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form for a new account or for one that there is."""
        return StaffEditForm if for_update else StaffCreationForm
