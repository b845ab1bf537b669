"""Signed links: what they carry, how long, and that nobody else makes one. Guarantee 16 has the rest."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.vault.links import LIFE, SignedLinks
from adapters.vault.sealing import Sealer
from bot.domain.person import PersonRef
from bot.settings import Secret
from tests.fakes.clock import FakeClock
from tests.fakes.ids import SequenceIds

OLD, NEW = "an old key of thirty-two characters or more", "a new key of thirty-two characters or more"
LENA = PersonRef("teams", "f1a0-tenant", "a11ce-object")


def links(keys: str = NEW, clock: FakeClock | None = None, url: str = "https://signpost.example.com/") -> SignedLinks:
    return SignedLinks(public_url=url, vault=Sealer(Secret(keys)), clock=clock or FakeClock(), ids=SequenceIds())


def token(address: str) -> str:
    return address.partition("?t=")[2]


def test_link_carries_its_person_and_page() -> None:
    ours = links()
    address = ours.address(LENA, "clients/0a1b")
    assert address.startswith("https://signpost.example.com/app/open?t=")
    ticket = ours.read(token(address))
    assert ticket is not None and (ticket.who, ticket.path) == (LENA, "clients/0a1b")


def test_every_link_is_another_one() -> None:
    ours = links()
    one, other = (ours.read(token(ours.address(LENA, "home"))) for _ in range(2))
    assert one and other and one.nonce != other.nonce


def test_key_can_be_changed_without_a_gap() -> None:
    made = token(links(OLD).address(LENA, "home"))
    assert links(f"{NEW},{OLD}").read(made) is not None
    assert links(NEW).read(made) is None


@pytest.mark.parametrize(
    ("later", "good"),
    [
        (timedelta(0), True),
        (LIFE - timedelta(seconds=1), True),
        (LIFE, False),
        (timedelta(seconds=-60), True),
        (timedelta(seconds=-62), False),
    ],
)
def test_link_holds_for_its_time(later: timedelta, good: bool) -> None:
    clock = FakeClock()
    ours = links(clock=clock)
    made = token(ours.address(LENA, "home"))
    clock.set(clock.now() + later)
    assert (ours.read(made) is not None) is good


@given(st.text(max_size=300))
def test_no_other_text_is_a_link(text: str) -> None:
    assert links().read(text) is None
    assert links().read(f"{text}.{text}") is None


def test_longest_page_still_makes_a_link_that_slack_takes() -> None:
    assert len(links().address(LENA, "clients/" + "f" * 80)) < 1_000
