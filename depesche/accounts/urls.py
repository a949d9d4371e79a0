"""The door and the account.  Of django-allauth only what is listed here can be reached."""

from __future__ import annotations

from allauth.account import views as allauth
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as connections
from allauth.socialaccount.providers.google import views as google
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions import views as sessions
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from depesche.accounts import tries
from depesche.accounts.views import desk, facebook, forgotten, joining, mastodon, own
from depesche.accounts.views.guarding import limited, switched_on

sign_in, again = limited(tries.SIGN_IN), limited(tries.AGAIN)
changes, elsewhere = limited(tries.CHANGES), limited(tries.OUTSIDE)

urlpatterns: list[URLPattern] = [
    path("account/", own.overview, name="account_overview"),
    path("account/sign-in/", sign_in(allauth.login), name="account_login"),
    path("account/sign-out/", allauth.logout, name="account_logout"),
    path("account/closed/", allauth.account_inactive, name="account_inactive"),
    path("account/sign-up/", joining.sign_up, name="account_signup"),
    path("account/sign-up/code/", joining.confirm, name="account_confirm"),
    path("account/password/forgotten/", forgotten.forgotten, name="account_reset_password"),
    path("account/password/forgotten/code/", forgotten.code, name="account_reset_code"),
    path("account/password/forgotten/new/", forgotten.new_password, name="account_reset_new"),
    path("account/password/", changes(allauth.password_change), name="account_change_password"),
    path("account/password/first/", changes(allauth.password_set), name="account_set_password"),
    path("account/again/", again(allauth.reauthenticate), name="account_reauthenticate"),
    path(
        "account/again/code/",
        limited(tries.LETTERS)(allauth.request_reauthentication_code),
        name="account_request_reauthentication_code",
    ),
    path(
        "account/again/code/confirm/",
        again(allauth.confirm_reauthentication_code),
        name="account_confirm_reauthentication_code",
    ),
    path("account/profile/", own.profile, name="account_profile"),
    path("account/address/", own.address, name="account_email"),
    path("account/address/codes/", own.address_codes, name="account_address_codes"),
    path("account/data/", own.data, name="account_data"),
    path("account/erase/", own.erase, name="account_erase"),
    path("account/sessions/", changes(sessions.list_usersessions), name="usersessions_list"),
    path("account/sessions/end/", own.end_sessions, name="account_end_sessions"),
    path("account/second-factor/", second_factor.index, name="mfa_index"),
    path("account/second-factor/check/", sign_in(second_factor.authenticate), name="mfa_authenticate"),
    path("account/second-factor/again/", again(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("account/second-factor/app/", changes(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", changes(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/recovery-codes/new/",
        changes(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/recovery-codes/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add/", changes(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("account/passkeys/sign-in/", sign_in(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("account/passkeys/again/", again(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/passkeys/<int:pk>/remove/", changes(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/passkeys/<int:pk>/name/", changes(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/connections/", changes(connections.connections), name="socialaccount_connections"),
    path("account/connections/add/", own.connect, name="account_connect"),
    path("account/connections/cancelled/", connections.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/connections/error/", connections.login_error, name="socialaccount_login_error"),
    path(
        "account/connections/sign-up/",
        RedirectView.as_view(pattern_name="account_signup", permanent=False),
        name="socialaccount_signup",
    ),
    path("account/with/google/", elsewhere(switched_on("google", google.oauth2_login)), name="google_login"),
    path("account/with/google/back/", switched_on("google", google.oauth2_callback), name="google_callback"),
    path("account/with/facebook/", elsewhere(switched_on("facebook", facebook.begin)), name="facebook_login"),
    path("account/with/facebook/back/", switched_on("facebook", facebook.back), name="facebook_callback"),
    path(
        "account/with/openid/<slug:provider_id>/",
        elsewhere(switched_on("openid_connect", openid.login)),
        name="openid_connect_login",
    ),
    path(
        "account/with/openid/<slug:provider_id>/back/",
        switched_on("openid_connect", openid.callback),
        name="openid_connect_callback",
    ),
    path("account/with/mastodon/", mastodon.begin, name="mastodon_login"),
    path("account/with/mastodon/back/", mastodon.back, name="mastodon_callback"),
    # The desk has the same door; the names are those that Wagtail leads to.
    path("desk/login/", desk.sign_in, name="wagtailadmin_login"),
    path("desk/logout/", desk.sign_out, name="wagtailadmin_logout"),
]
