"""What an administrator says of an issuer."""

from __future__ import annotations

import pytest

from backend.config.issuer import IssuerSettings
from backend.config.variables import BadSetting

URL, PUBLIC = "https://id.example.org/", "https://films.example.org"
CLIENT = {"MATINEE_OIDC_ISSUER": URL, "MATINEE_OIDC_CLIENT_ID": "matinee"}


def test_nothing_said_is_no_issuer() -> None:
    """People then have passwords."""
    assert IssuerSettings.from_env({}, PUBLIC) is None


def test_an_issuer_is_named_by_its_host() -> None:
    """Unless it is given a name; its address stays to the letter, as its tokens have it."""
    settings = IssuerSettings.from_env(CLIENT, PUBLIC)
    assert settings == IssuerSettings(URL, "id.example.org", "matinee")
    assert settings.credentials is None


def test_all_that_can_be_said() -> None:
    """Each variable sets its field; the secret is in no log of it."""
    more = {
        "MATINEE_OIDC_NAME": "Example & Sons",
        "MATINEE_OIDC_CLIENT_SECRET": "confidential",
        "MATINEE_OIDC_AUDIENCES": "films, other",
        "MATINEE_OIDC_PARTIES": "https://films.example.org",
        "MATINEE_OIDC_SIGNUP": "off",
        "MATINEE_OIDC_LINK_EMAIL": "on",
    }
    settings = IssuerSettings.from_env({**CLIENT, **more}, PUBLIC)
    assert settings is not None
    assert settings.name == "Example & Sons"
    assert settings.credentials == ("matinee", "confidential")
    assert settings.audiences == {"films", "other"}
    assert settings.parties == {PUBLIC}
    assert (settings.signup, settings.link_email) == (False, True)
    assert "confidential" not in repr(settings)


@pytest.mark.parametrize(
    ("change", "public_url", "sentence"),
    [
        ({"MATINEE_OIDC_ISSUER": ""}, PUBLIC, "MATINEE_OIDC_ISSUER is missing"),
        ({"MATINEE_OIDC_CLIENT_ID": ""}, PUBLIC, "MATINEE_OIDC_CLIENT_ID is missing"),
        ({}, None, "MATINEE_PUBLIC_URL is missing"),
        ({"MATINEE_OIDC_ISSUER": "http://id.example.org"}, PUBLIC, "must be an https:// address"),
        ({"MATINEE_OIDC_ISSUER": "https://"}, PUBLIC, "must be an https:// address"),
        (
            {"MATINEE_OIDC_ISSUER": "https://a@id.example.org"},
            PUBLIC,
            "must be an https:// address",
        ),
        ({"MATINEE_OIDC_SIGNUP": "maybe"}, PUBLIC, "MATINEE_OIDC_SIGNUP must be on or off"),
    ],
)
def test_what_does_not_fit_together_is_told(
    change: dict[str, str], public_url: str | None, sentence: str
) -> None:
    """By the name of the variable that mends it."""
    with pytest.raises(BadSetting) as told:
        IssuerSettings.from_env({**CLIENT, **change}, public_url)
    assert sentence in str(told.value)


def test_tokens_alone_need_no_client() -> None:
    """Nobody is sent to the issuer then, and no public address is needed."""
    env = {"MATINEE_OIDC_ISSUER": URL, "MATINEE_OIDC_PARTIES": PUBLIC}
    settings = IssuerSettings.from_env(env, None)
    assert settings is not None
    assert settings.client_id is None
