"""Keys live in files that only their owner reads; the newest signs, and older ones still count."""

import stat
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.exceptions import InvalidSignature
from django.core.management import CommandError, call_command

from certification.credentials.checks import issuer_can_sign
from certification.credentials.signing import keys
from lms.errors import Refused
from tests.factories.courses import AT

LATER = AT + timedelta(days=30)


@pytest.fixture
def no_keys(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"


def test_a_key_signs_what_its_public_half_confirms(no_keys):
    key = keys.make_key(at=AT)
    assert key.id.startswith("z6Mk")
    key.public.verify(key.sign(b"a certificate"), b"a certificate")
    with pytest.raises(InvalidSignature):
        key.public.verify(key.sign(b"a certificate"), b"another")


def test_the_private_key_is_readable_by_its_owner_alone_and_nothing_else_is_left(no_keys):
    key = keys.make_key(at=AT)
    assert stat.S_IMODE(keys.private_path(key.id).stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.folder().stat().st_mode) == 0o700
    found = {path.name for path in keys.folder().iterdir()}
    assert found == {f"{key.id}.pem", f"{key.id}.json"}
    assert "PRIVATE" not in (keys.folder() / f"{key.id}.json").read_text()


def test_the_newest_key_signs_and_the_older_stays(no_keys):
    older, newer = keys.make_key(at=AT), keys.make_key(at=LATER)
    assert keys.all_keys() == [newer, older]
    assert keys.signing_key() == newer


def test_an_older_key_whose_secret_is_destroyed_is_still_known(no_keys):
    older = keys.make_key(at=AT)
    newer = keys.make_key(at=LATER)
    keys.private_path(older.id).unlink()
    assert keys.key_by_id(older.id) == older
    assert (older.can_sign, newer.can_sign) == (False, True)


def test_without_a_key_nothing_is_signed_and_the_check_says_so(no_keys):
    with pytest.raises(keys.NoKey):
        keys.signing_key()
    assert [message.id for message in issuer_can_sign(None)] == ["credentials.E001"]
    keys.make_key(at=AT)
    assert issuer_can_sign(None) == []


def test_the_check_warns_of_a_key_that_others_can_read(no_keys):
    key = keys.make_key(at=AT)
    keys.private_path(key.id).chmod(0o640)
    assert [message.id for message in issuer_can_sign(None)] == ["credentials.W001"]


def test_a_compromised_key_signs_no_more_and_keeps_the_earlier_moment(no_keys):
    older, newer = keys.make_key(at=AT), keys.make_key(at=LATER)
    keys.mark_compromised(key=newer, since=LATER)
    marked = keys.key_by_id(newer.id)
    assert (marked.compromised_from, marked.can_sign) == (LATER, False)
    assert keys.signing_key() == older
    keys.mark_compromised(key=marked, since=LATER + timedelta(days=1))
    assert keys.key_by_id(newer.id).compromised_from == LATER


def test_the_only_key_cannot_be_marked_before_there_is_another(no_keys):
    key = keys.make_key(at=AT)
    with pytest.raises(Refused) as refusal:
        keys.mark_compromised(key=key, since=AT)
    assert refusal.value.code == "no_other_key"
    assert keys.signing_key() == key


def run(*words) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_the_commands_make_list_and_mark_keys_and_show_no_secret(no_keys):
    run("make_key")
    run("make_key", "--if-none")
    (first,) = keys.all_keys()
    run("make_key")
    assert len(keys.all_keys()) == 2
    run("mark_key_compromised", first.id, "--since", "2026-05-01T12:00")
    listed = run("list_keys").splitlines()
    assert listed[0].endswith("signs")
    assert listed[1].endswith("compromised from 2026-05-01 12:00 UTC: not trusted")
    secret = keys.private_path(first.id).read_text().splitlines()[1]
    assert secret not in "".join(listed)


@pytest.mark.parametrize("words", [("z6MkNobody", "2026-05-01"), ("", "the day before")])
def test_a_mark_that_makes_no_sense_is_refused(no_keys, words):
    key = keys.make_key(at=AT)
    with pytest.raises(CommandError):
        run("mark_key_compromised", words[0] or key.id, "--since", words[1])
