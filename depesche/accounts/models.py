"""Staff and readers, and what is kept for a while about attempts to get in."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserQuerySet(models.QuerySet["User"]):
    """Reading accounts."""

    def staff(self) -> Self:
        """Those who have a say in the newsroom; everybody else is a reader."""
        return self.filter(Q(is_staff=True) | Q(is_superuser=True) | Q(groups__isnull=False)).distinct()

    def readers(self) -> Self:
        """Those who only take part."""
        return self.filter(is_staff=False, is_superuser=False, groups=None)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # made when it runs
    """Makes accounts; the address is the name one signs in with."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make an account for ``email``; without a password nobody can sign in to it."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make an account that may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Addresses are compared without regard to case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who works in the newsroom or takes part in its discussions, known by an e-mail address."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    # What readers see beneath what the person writes in public; a pseudonym is as good as any.
    display_name = models.CharField(_("public name"), max_length=60, blank=True, default="")
    # In which accounts and letters speak to the person; empty: that of the edition they come from.
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Switch off instead of deleting: what the person wrote stays.")
    )
    date_joined = models.DateTimeField(_("joined at"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_once"),)

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the account, and its address as the one that letters go to.

        An address was confirmed by its owner, or an administrator vouches for it: there is no other way into this
        table, so the address counts as verified.
        """
        super().save(*args, **kwargs)
        if "email" in (kwargs.get("update_fields") or ("email",)):
            from allauth.account.models import EmailAddress

            said = {"email": self.email, "verified": True, "primary": True}
            EmailAddress.objects.update_or_create(user=self, defaults=said)

    def get_full_name(self) -> str:
        """First and last name, or nothing."""
        return f"{self.first_name} {self.last_name}".strip()

    def public_name(self) -> str:
        """What readers see; nobody's address is ever shown."""
        return self.display_name or (self.get_full_name() if self.is_staff else "")

    def get_short_name(self) -> str:
        """What colleagues call the person."""
        return self.first_name or self.email


class Attempt(models.Model):
    """How often something has been tried, for a while; who it was stands here as a hash only."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.number}"


class Instance(models.Model):
    """A Mastodon server at which the newsroom has registered, because a reader has an account there."""

    host = models.CharField(max_length=253, unique=True)
    client_id = models.CharField(max_length=200)
    secret = models.CharField(max_length=200)
    registered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Mastodon server")
        verbose_name_plural = _("Mastodon servers")

    def __str__(self) -> str:
        return self.host
