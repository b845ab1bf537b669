"""The way out in Slack: begin, tick off, hand over, two people at once, the page, the end."""

import pytest

from tests.slack.house import House, both_ways, reads

pytestmark = pytest.mark.node


@both_ways
async def test_parting_from_the_first_word_to_the_end(house: House) -> None:
    lena = house.person("lena")
    form = (await lena.types("/client-exit acme")).modal
    begun = await lena.submits(form, {"reason": "we go another way"})
    reads(begun, "Acme GmbH: the parting", "Acme GmbH is now: parting.", "Earliest end: no day can be named")
    card = (await lena.types("/client-exit acme")).message
    item = (await lena.presses("Contract and term", on=card)).modal
    reads(item, "Which contract, in which version", "no legal advice", "How it stands: open")
    reads(await lena.submits(item, {"state": "done", "note": "Read it."}), "Checklist: 1 of 11 settled")
    card = (await lena.types("/client-exit acme")).message
    days = (await lena.presses("Set the days", on=card)).modal
    reads(days, "Kind of contract: services have notice periods by how they are paid")
    wrong = await lena.submits(days, {"receive_on": "2026-05-01", "ends_on": "2026-04-01"})
    assert list(wrong.errors) == ["ends_on"]
    reads(await lena.submits(days, {"ends_on": "2026-05-31"}), "Settled end: 31 May 2026")
    page = (await lena.presses("Whole case", on=card)).modal
    reads(page, "Contract and term", "Read it.", "Steps", "settled end: 31 May 2026")
    ended = (await lena.presses("Close or take back", on=card)).modal
    reads(await lena.submits(ended, {"reason": "all is said"}), "Acme GmbH is a former client now.", "Still open: 10")
    reads(await lena.types("/client-exit acme"), "Step: Take it back: we go on together")


async def test_who_hands_over_is_reminded_and_says_so(house: House) -> None:
    lena, ben = house.person("lena"), house.person("ben")
    await ben.types("/client-flag help")
    form = (await lena.types("/client-exit acme")).modal
    await lena.submits(form, {"reason": "we go another way"})
    card = (await lena.types("/client-exit acme")).message
    added = (await lena.presses("Hand something over", on=card)).modal
    saved = await lena.submits(added, {"what": "The domain", "owner": ["ben"], "due_on": "2026-03-02"})
    reads(saved, "Hand-over: 1 open, next on 2 Mar 2026")
    await house.settles()
    asked = await ben.receives("Acme GmbH: to be handed over by 2 Mar 2026")
    await ben.presses("Handed over", on=asked)
    reads(await ben.reread(asked), "Acme GmbH: handed over: The domain", "-[Handed over]")


async def test_two_people_at_one_item_lose_nothing(house: House) -> None:
    lena, olivia = house.person("lena"), house.person("olivia")
    form = (await lena.types("/client-exit acme")).modal
    await lena.submits(form, {"reason": "we go another way"})
    hers = (await lena.presses("Contract and term", on=(await lena.types("/client-exit acme")).message)).modal
    theirs = (await olivia.presses("Contract and term", on=(await olivia.types("/client-exit acme")).message)).modal
    await lena.submits(hers, {"state": "done", "note": "It is version 2."})
    again = (await olivia.submits(theirs, {"state": "open", "note": "Where is the annex?"})).modal
    reads(again, "lena has saved something here", "done: It is version 2.", "Where is the annex?")
    reads(await olivia.submits(again, {"note": "Version 2, annex missing."}), "Checklist: 0 of 11 settled")
