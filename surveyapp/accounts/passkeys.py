"""Passkeys (WebAuthn): a device signs a challenge; nothing secret is kept here.

A passkey asks its owner for a finger, a face or a PIN, so it counts for password and one-time
code together. The library loads on first use.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.settings import Settings
from surveyapp.store import audit
from surveyapp.store.account import Account, Passkey
from surveyapp.words import PRODUCT


class BadPasskey(Refused):
    message = gettext_noop("This passkey was not accepted. Try again, or sign in another way.")


def can_be_used(settings: Settings) -> bool:
    """Return whether the site's address has a name: browsers bind passkeys to names."""
    host = _host(settings)
    return not host.replace(".", "").isdecimal() and ":" not in host


def offer_registration(session: Session, account: Account, settings: Settings) -> tuple[str, bytes]:
    """Return options for the browser (JSON) to make a passkey, and the challenge in them."""
    import webauthn
    from webauthn.helpers import structs

    known = session.scalars(_of(account)).all()
    options = webauthn.generate_registration_options(
        rp_id=_host(settings),
        rp_name=PRODUCT,
        user_id=account.id.bytes,
        user_name=account.email,
        user_display_name=account.name,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=key.credential_id) for key in known
        ],
    )
    return webauthn.options_to_json(options), options.challenge


def register(
    session: Session, account: Account, name: str, credential: Any, challenge: bytes,
    settings: Settings, *, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Keep a passkey that answers the challenge; raise ``BadPasskey``."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(settings),
            expected_origin=settings.base_url,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise BadPasskey from None
    if session.get(Passkey, verified.credential_id) is not None:
        raise BadPasskey
    session.add(
        Passkey(
            credential_id=verified.credential_id,
            account_id=account.id,
            name=name.strip()[:100] or "passkey",
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
        )
    )
    audit.append(session, now, actor.name, "account.passkey", str(account.id))


def offer_sign_in(settings: Settings) -> tuple[str, bytes]:
    """Return options for the browser (JSON) to sign in with any passkey, and the challenge."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=_host(settings),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options), options.challenge


def check(session: Session, credential: Any, challenge: bytes, settings: Settings) -> Account:
    """Return the account whose passkey signed the challenge; raise ``BadPasskey``."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        given = webauthn.base64url_to_bytes(str(credential["rawId"]))
        kept = session.get(Passkey, given)
        if kept is None or kept.account.disabled:
            raise BadPasskey
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(settings),
            expected_origin=settings.base_url,
            credential_public_key=kept.public_key,
            credential_current_sign_count=kept.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise BadPasskey from None
    kept.sign_count = verified.new_sign_count
    return kept.account


def passkeys_of(session: Session, account: Account) -> list[Passkey]:
    """Return an account's passkeys by name."""
    return sorted(session.scalars(_of(account)), key=lambda key: key.name)


def remove(
    session: Session, account: Account, credential_id: bytes, *, actor: Actor, now: datetime
) -> None:
    """Forget a passkey of this account."""
    session.execute(
        delete(Passkey).where(
            Passkey.account_id == account.id, Passkey.credential_id == credential_id
        )
    )
    audit.append(session, now, actor.name, "account.passkey_remove", str(account.id))


def _of(account: Account) -> Select[Passkey]:
    return select(Passkey).where(Passkey.account_id == account.id)


def _host(settings: Settings) -> str:
    return urlsplit(settings.base_url).hostname or ""
