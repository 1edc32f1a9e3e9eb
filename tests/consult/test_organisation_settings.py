"""The organisation's own sign-in is set whole and well, or the start says in a sentence what to do."""

from __future__ import annotations

import pytest

from consult import environment
from consult.environment import read_settings
from consult.settings import BadSettings, Organisation

WHOLE = {
    "CONSULT_OIDC_ISSUER": "https://signin.example.org/tenant/v2.0",
    "CONSULT_OIDC_CLIENT_ID": "big-conversation",
    "CONSULT_OIDC_CLIENT_SECRET": "a secret",
}


def read(tmp_path, **environ):
    return read_settings({"CONSULT_INSTANCE": str(tmp_path), **environ}).own_sign_in


def fault(tmp_path, **environ):
    with pytest.raises(BadSettings) as raised:
        read(tmp_path, **environ)
    return str(raised.value)


def test_it_is_off_unless_it_is_set(tmp_path):
    assert read(tmp_path) is None
    assert read(tmp_path, **dict.fromkeys(WHOLE, "")) is None


def test_three_settings_are_enough(tmp_path):
    found = read(tmp_path, **WHOLE)
    assert found == Organisation(issuer=WHOLE["CONSULT_OIDC_ISSUER"], client_id="big-conversation",
                                 client_secret="a secret")  # fmt: skip
    assert "a secret" not in repr(found)


@pytest.mark.parametrize("missing", WHOLE)
def test_half_of_it_stops_the_start_and_names_what_is_missing(tmp_path, missing):
    said = fault(tmp_path, **{name: value for name, value in WHOLE.items() if name != missing})
    assert f"  {missing}: set this too, or none of CONSULT_OIDC_…" in said


def test_an_option_alone_is_half_of_it(tmp_path):
    said = fault(tmp_path, CONSULT_OIDC_SCOPES="openid")
    assert all(name in said for name in WHOLE)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ISSUER", "http://signin.example.org"), ("ISSUER", "signin.example.org"), ("ISSUER", "https://a.example/?x=1"),
     ("SCOPES", "email"), ("SECOND_FACTOR", "mfa"), ("SECOND_FACTOR", "amr:")],
)  # fmt: skip
def test_what_cannot_be_used_is_named_with_its_remedy(tmp_path, name, value):
    said = fault(tmp_path, **WHOLE | {f"CONSULT_OIDC_{name}": value})
    assert f"  CONSULT_OIDC_{name}: write " in said


def test_without_the_library_the_start_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    assert read(tmp_path) is None, "nobody needs it who does not ask for it"
    said = fault(tmp_path, **WHOLE)
    assert said.count("\n") == 1
    assert "`pip install consult[oidc]`" in said


def test_options_are_read(tmp_path):
    options = {"SECOND_FACTOR": "amr:mfa, acr:gold", "SCOPES": "openid profile", "VERIFIED_CLAIM": "xms_edov"}
    found = read(tmp_path, **WHOLE, **{f"CONSULT_OIDC_{name}": value for name, value in options.items()})
    assert (found.factors, found.scopes) == (("amr:mfa", "acr:gold"), ("openid", "profile"))
    assert found.verified_claim == "xms_edov"
