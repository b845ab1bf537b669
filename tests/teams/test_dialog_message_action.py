""" "Flag this message": the form with the quote, its window, and what comes of it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.teams.activities import CHANNEL
from tests.teams.connector import refused
from tests.teams.firm import ACCOUNTS, Firm
from tests.teams.reading import Json, reads

LINK = "https://teams.microsoft.com/l/message/19:channel@thread.tacv2/1772442000000?tenantId=b&createdTime=1"


def message(html: str = "<p>You are <b>idiots</b> &amp; worse</p>", author: str = "lena", **changes: Any) -> Json:
    """As Teams tells the message on which the action was chosen."""
    told: Json = {
        "id": "1772442000000",
        "createdDateTime": "2026-03-02T08:59:00.000Z",
        "body": {"contentType": "html", "content": html},
        "from": {"user": {"id": ACCOUNTS[author].user, "displayName": author, "userIdentityType": "aadUser"}},
        "linkToMessage": LINK,
        "conversation": {"conversationIdentityType": "channel", "id": CHANNEL.partition(";")[0]},
    }
    return told | changes


async def test_message_is_flagged_with_its_words_and_link(firm: Firm) -> None:
    alice = firm.person("alice")
    form = (await alice.flags(message())).window
    assert form is not None
    reads(form, "Report what a client did", "When it happened: 2026-03-02", "Quote: You are idiots & worse", LINK)
    reads(form, "[Report]")
    seen = await alice.submits(form, {"client": "Acme", "sign": "Disrespect", "summary": "called us names"})
    reads(seen.window, "Recorded as #1: Acme GmbH, Disrespect", "[Change] [Undo]")
    kept = await alice.receives("Report #1")
    reads(kept, "Disrespect", "Reported by: you", "You are idiots & worse")
    undone = await alice.presses("Undo", on=seen.form)
    reads(undone.window, "withdrawn")
    reads(await alice.reread(kept), "withdrawn")


async def test_window_asks_again_and_a_client_that_tries_twice_files_one_report(firm: Firm) -> None:
    alice = firm.person("alice")
    form = (await alice.flags(message())).form
    fields = {"client": "Acme", "sign": "Disrespect", "summary": "called us names", "occurred_on": "2026-03-09"}
    again = (await alice.submits(form, fields)).form
    reads(again, "called us names", "⚠ This day is still to come", "You are idiots & worse")
    for words in ("Recorded as #1", "recorded already, as #1", "recorded already, as #1"):
        reads(await alice.submits(again, {"occurred_on": "2026-03-01"}), words)
    assert await firm.reports() == 1
    other = (await alice.flags(message())).form
    reads(await alice.submits(other, {"client": "Acme", "sign": "Disrespect", "summary": "again"}), "#1")


async def test_own_message_is_told_apart(firm: Firm) -> None:
    alice = firm.person("alice")
    reads((await alice.flags(message(author="alice"))).form, "your own message")
    reads((await alice.flags(message(author="ben"))).form, "-your own message")
    reads((await alice.flags(message() | {"from": {"application": {"id": "x"}}})).form, "-your own message")


async def test_client_of_the_channel_is_chosen_already(firm: Firm) -> None:
    lena, alice = firm.person("lena"), firm.person("alice")
    reads(await lena.types("client-setup bind acme", "channel"), "This channel is about Acme GmbH now.")
    form = (await alice.flags(message())).form
    reads(form, "Client: Acme GmbH")
    reads(await alice.submits(form, {"sign": "Disrespect", "summary": "x"}), "Recorded as #1: Acme GmbH")


async def test_same_form_opens_without_a_message(firm: Firm) -> None:
    alice = firm.person("alice")
    reads((await alice.flags(None, "personal")).form, "Report what a client did", "When it happened: 2026-03-02")


async def test_german(firm: Firm) -> None:
    ben = firm.person("ben")
    ben.locale = "de-DE"
    form = (await ben.flags(message())).form
    reads(form, "Kundenvorfall melden", "Zitat: You are idiots & worse", "[Melden]")
    seen = await ben.submits(form, {"client": "Acme", "sign": "Fehlender Respekt", "summary": "hat uns beschimpft"})
    reads(seen.form, "#1", "Acme GmbH")


async def test_in_a_chat_that_the_bot_is_no_member_of_the_persons_own_chat_tells_who_it_is(firm: Firm) -> None:
    alice, gus = firm.person("alice"), firm.person("gus")
    for one in (alice, gus):
        await one.types("help")
    firm.clock.move(timedelta(minutes=11))
    firm.connector.faults.next("member", refused(403, "BotNotInConversationRoster"))
    reads((await alice.flags(message(), "group")).form, "Report what a client did")
    firm.connector.faults.next("member", refused(403, "BotNotInConversationRoster"))
    reads((await gus.flags(message(), "group")).form, "You are a guest here", "-Report what a client did")


@pytest.mark.parametrize(
    ("html", "quote"),
    [
        ("<div><div>first</div><div>second</div></div>", "first\nsecond"),
        (
            '<p>hi <at id="0">Ben Example</at>&nbsp;see <a href="https://x.example">this</a></p>',
            "hi Ben Example see this",
        ),
        ('<p>well <emoji id="smile" alt="🙂" title="Smile"></emoji></p>', "well 🙂"),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p><script>alert(2)</script>", "<script>alert(1)</script>"),
        ('<blockquote itemid="1"><strong>Ben</strong><p>no</p></blockquote><p>yes</p>', "Ben\nno\nyes"),
        ('<attachment id="1"></attachment>', ""),
        ("plain, a < b", "plain, a < b"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
    ],
)
async def test_quote_is_what_people_read(firm: Firm, html: str, quote: str) -> None:
    form = (await firm.person("alice").flags(message(html))).form
    assert form.inputs["quote"].get("value", "") == quote


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://teams.microsoft.com.evil.example/x", "http://teams.microsoft.com/x", "", 1]
)
async def test_link_that_is_none_of_teams_is_left_out(firm: Firm, link: Any) -> None:
    seen = await firm.person("alice").flags(message(linkToMessage=link))
    if isinstance(link, str):
        assert "value" not in seen.form.inputs["link"]
    else:
        assert (seen.status, seen.body) == (400, {"error": "bad_linkToMessage"})
