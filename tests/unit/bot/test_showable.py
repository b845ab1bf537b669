"""Notes must be showable: the warning, and no colleague's name."""

import pytest

from bot.showable import delicate, names_somebody


@pytest.mark.parametrize(
    "text",
    [
        "what an idiot",
        "Idioten!",
        "der Spinner ruft an",
        "she is on sick leave",
        "he has a depression",
        "sie ist schwanger",
        "Burn-out",
        "so ein Dummkopf",
    ],
)
def test_insults_and_health_are_delicate(text: str) -> None:
    assert delicate(text)


@pytest.mark.parametrize(
    "text",
    [
        "called the estimate a joke",
        "the invoice is 20 days late",
        "spinning up a server",
        "",
        "Kostenkrise",
        "jerky video",
    ],
)
def test_facts_are_not(text: str) -> None:
    assert not delicate(text)


PEOPLE = ("Ben Brandt", "Will Smith", "Li Wu", "Zoé")


@pytest.mark.parametrize(
    "text", ["they shouted at Ben", "Ben Brandt was there", "about Zoé", "Ben's plan", "(Ben)", "to Will."]
)
def test_colleague_is_seen(text: str) -> None:
    assert names_somebody(text, PEOPLE)


@pytest.mark.parametrize(
    "text", ["they shouted at me", "Benjamin is their boss", "it will pass", "Li", "", "zoégraphie"]
)
def test_others_are_not(text: str) -> None:
    assert not names_somebody(text, PEOPLE)
