"""The way out in Teams: begin, tick off, hand over, the page, the end; in German too."""

from tests.teams.firm import Firm
from tests.teams.reading import reads


async def test_parting_from_the_first_word_to_the_end(firm: Firm) -> None:
    lena = firm.person("lena")
    form = (await lena.types("client-exit acme")).message
    begun = (await lena.submits(form, {"reason": "we go another way"})).card
    reads(begun, "Acme GmbH: the parting", "Acme GmbH is now: parting.", "Earliest end", "no day can be named")
    card = (await lena.types("client-exit acme")).message
    item = (await lena.presses("Contract and term", on=card)).form
    reads(item, "Which contract, in which version", "no legal advice")
    reads(await lena.submits(item, {"state": "done", "note": "Read it."}), "1 of 11 settled")
    card = (await lena.types("client-exit acme")).message
    days = (await lena.presses("Set the days", on=card)).form
    reads(days, "Kind of contract", "services have notice periods by how they are paid")
    reads(await lena.submits(days, {"ends_on": "2026-05-31"}), "Settled end", "31 May 2026")
    page = (await lena.presses("Whole case", on=card)).window
    assert page is not None
    reads(page, "Contract and term", "Read it.", "Steps", "settled end: 31 May 2026")
    ended = (await lena.presses("Close or take back", on=card)).form
    reads(await lena.submits(ended, {"reason": "all is said"}), "Acme GmbH is a former client now.", "Still open: 10")


async def test_who_hands_over_is_reminded_in_german(firm: Firm) -> None:
    lena, ben = firm.person("lena"), firm.person("ben")
    ben.locale = "de-DE"
    await ben.types("hilfe")
    form = (await lena.types("client-exit acme")).message
    await lena.submits(form, {"reason": "we go another way"})
    card = (await lena.types("client-exit acme")).message
    added = (await lena.presses("Hand something over", on=card)).form
    saved = await lena.submits(added, {"what": "The domain", "owner": "ben", "due_on": "2026-03-02"})
    reads(saved, "1 open, next on 2 Mar 2026")
    await firm.settles()
    asked = await ben.receives("Acme GmbH: zu übergeben bis 2.3.2026")
    reads((await ben.presses("Übergeben", on=asked)).card, "Acme GmbH: übergeben: The domain")
