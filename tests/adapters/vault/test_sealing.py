"""Texts sealed at rest: who opens what, what happens to forgeries, and that nothing shows the key or the text."""

import traceback
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.vault.sealing import SHORTEST, Sealer
from bot.errors import ConfigurationError
from bot.ports import Vault
from bot.settings import Secret

OLD, NEW, OTHER = "old-key-canary-" + "o" * 30, "new-key-canary-" + "n" * 30, "other-key-canary-" + "x" * 30
TOKEN = "xoxb-token-canary-7f3a"
CONTEXT = "slack/T01TEST/bot-token"


def sealer(*keys: str) -> Sealer:
    return Sealer(Secret(",".join(keys or (NEW,))))


def refused(by: Vault, sealed: str, context: str = CONTEXT) -> ConfigurationError:
    """The refusal, which must name the variable and show neither the text nor a key."""
    with pytest.raises(ConfigurationError) as refusal:
        by.open(sealed, context)
    shown = "".join(traceback.format_exception(refusal.value))
    assert refusal.value.place == "SIGNPOST_SECRET_KEY"
    assert not [canary for canary in (TOKEN, OLD, NEW, OTHER) if canary in shown]
    return refusal.value


@given(text=st.text(), context=st.text())
def test_sealed_text_opens_again_whatever_it_is(text: str, context: str) -> None:
    vault: Vault = sealer()
    sealed = vault.seal(text, context)
    assert sealed.isascii() and sealed.isprintable() and "=" not in sealed
    assert vault.open(sealed, context) == text
    assert sealer().open(sealed, context) == text


def test_sealed_text_hides_the_text_and_is_another_each_time() -> None:
    seals = {sealer().seal(TOKEN, CONTEXT) for _ in range(100)}
    assert len(seals) == 100
    for sealed in seals:
        body = sealed.rpartition(".")[2]
        assert TOKEN not in sealed
        assert TOKEN.encode() not in urlsafe_b64decode(body + "=" * (-len(body) % 4))


@pytest.mark.parametrize(
    "context", ["slack/T02TEST/bot-token", "slack/T01TEST/bot-toke", "", "teams/T01TEST/bot-token"]
)
def test_text_sealed_for_one_workspace_opens_for_no_other(context: str) -> None:
    assert "belongs elsewhere" in refused(sealer(), sealer().seal(TOKEN, CONTEXT), context).reason


def test_rotation_old_text_opens_and_is_sealed_anew_with_the_first_key() -> None:
    before = sealer(OLD).seal(TOKEN, CONTEXT)
    prepared, rotated, after = sealer(OLD, NEW), sealer(NEW, OLD), sealer(NEW)
    assert not prepared.needs_resealing(before)
    assert rotated.open(before, CONTEXT) == TOKEN
    assert rotated.needs_resealing(before)
    anew = rotated.seal(rotated.open(before, CONTEXT), CONTEXT)
    assert not rotated.needs_resealing(anew)
    assert prepared.open(anew, CONTEXT) == after.open(anew, CONTEXT) == TOKEN
    assert "add the old key" in refused(after, before).reason


def test_wrong_key_opens_nothing() -> None:
    assert "not listed" in refused(sealer(OTHER), sealer().seal(TOKEN, CONTEXT)).reason


def test_text_that_claims_another_key_is_refused() -> None:
    mine, theirs = sealer(NEW).seal(TOKEN, CONTEXT), sealer(OTHER).seal("forged", CONTEXT)
    version, name, _ = mine.split(".")
    forged = ".".join((version, name, theirs.rpartition(".")[2]))
    refused(sealer(NEW, OTHER), forged)


def test_every_changed_byte_is_found() -> None:
    version, name, body = sealer().seal(TOKEN, CONTEXT).split(".")
    raw = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    for place in range(len(raw)):
        changed = bytes(byte ^ (place == number) for number, byte in enumerate(raw))
        refused(sealer(), f"{version}.{name}.{urlsafe_b64encode(changed).decode().rstrip('=')}")


@pytest.mark.parametrize("length", [0, 1, 23, 24, 39])
def test_cut_off_text_is_refused(length: int) -> None:
    version, name, body = sealer().seal("", CONTEXT).split(".")
    raw = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    assert len(raw) == 40
    refused(sealer(), f"{version}.{name}.{urlsafe_b64encode(raw[:length]).decode().rstrip('=')}")


@pytest.mark.parametrize(
    "stored", ["", TOKEN, "v1", "v1..", "v2.0123456789abcdef.AAAA", "v1.0123456789ABCDEF.AAAA", "v1.é.AAAA", "v1.a.b\n"]
)
def test_what_was_never_sealed_is_refused(stored: str) -> None:
    assert "not sealed by this version" in refused(sealer(), stored).reason


@pytest.mark.parametrize("keys", ["", " ", ",", " , "])
def test_no_key_is_refused_with_the_way_to_make_one(keys: str) -> None:
    with pytest.raises(ConfigurationError, match="is not set; make one with: python3 -c") as refusal:
        Sealer(Secret(keys))
    assert refusal.value.place == "SIGNPOST_SECRET_KEY"


@pytest.mark.parametrize("keys", ["k" * (SHORTEST - 1), f"{NEW},{'k' * (SHORTEST - 1)}", f"short,{NEW}"])
def test_short_key_is_refused_without_repeating_it(keys: str) -> None:
    with pytest.raises(ConfigurationError, match="at least 32 characters; make one with: python3 -c") as refusal:
        Sealer(Secret(keys))
    assert "kkk" not in str(refusal.value) and "canary" not in str(refusal.value)


def test_key_of_exactly_the_shortest_length_and_spaces_around_keys_are_taken() -> None:
    sealed = Sealer(Secret("k" * SHORTEST)).seal(TOKEN, CONTEXT)
    assert Sealer(Secret(f" {NEW} ,\n{'k' * SHORTEST} ,")).open(sealed, CONTEXT) == TOKEN


def test_key_listed_twice_is_one_key() -> None:
    assert not sealer(NEW, OLD, NEW).needs_resealing(sealer(NEW).seal(TOKEN, CONTEXT))


def test_repr_shows_no_key() -> None:
    vault = sealer(NEW, OLD)
    shown = repr(vault) + repr(vars(vault)) + str(vars(vault)["_newest"])
    assert "canary" not in shown and "for_seals" not in shown


def test_signature_holds_for_its_text_and_purpose_only() -> None:
    vault: Vault = sealer()
    signature = vault.sign("text", "links")
    assert vault.is_signed("text", "links", signature)
    assert not vault.is_signed("text", "states", signature)
    assert not vault.is_signed("texts", "links", signature)
    assert not sealer(OTHER).is_signed("text", "links", signature)


@pytest.mark.parametrize("signature", ["", "é", "\ud800", "A" * 43, "A" * 5_000])
def test_forged_signature_is_refused(signature: str) -> None:
    assert not sealer().is_signed("text", "links", signature)


def test_signature_of_an_old_key_holds_while_it_is_listed() -> None:
    signature = sealer(OLD).sign("text", "links")
    assert sealer(NEW, OLD).is_signed("text", "links", signature)
    assert sealer(NEW, OLD).sign("text", "links") == sealer(NEW).sign("text", "links") != signature
    assert not sealer(NEW).is_signed("text", "links", signature)


def test_seal_and_signature_do_not_share_a_key() -> None:
    """A service that signs what it is asked to must not become one that opens seals."""
    key = vars(sealer())["_newest"]
    assert len({key.for_seals, key.for_signatures, bytes.fromhex(key.name)}) == 3
