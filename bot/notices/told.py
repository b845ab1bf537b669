"""Short messages that come by themselves: fate of a report, filed later, dismissals, shadow mode, bundle, digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.assessment import Stage
from bot.domain.checkin import Band
from bot.notices.checkin_results import band_name
from bot.notices.labels import N_, stage_name
from bot.notices.parts import Block, Items, Notice, PageLink, Paragraph, Quote, Small, Subhead, Text
from bot.voice import Voice

_FATES: Mapping[str, str] = {
    "talked": N_("The lead has talked to *{client}*."),
    "parting": N_("The firm is parting from *{client}*."),
    "former": N_("The firm has parted from *{client}*."),
}


def fate(say: Voice, client: str, what: str) -> Notice:
    """The fate of a report, without details."""
    return Notice(
        "fate",
        say(_FATES[what], client=client),
        (Small(say("You reported something about this client. Thank you: it was heard.")),),
    )


def filed(say: Voice, number: int, client: str) -> Notice:
    """A report that waited for its client counts now."""
    return Notice("filed", say("Your report #{n} is filed: *{client}* is a client now.", n=number, client=client))


def client_wanted(say: Voice, words: str) -> Notice:
    """To owners and admins: somebody reported a client that nobody has added."""
    return Notice(
        "client_wanted",
        say("Somebody reported something about “{words}”, which is no client yet.", words=words),
        (
            Paragraph(
                say(
                    "Add it with `/client-setup {words}`, or as an alias of a client. The report is filed then.",
                    words=words,
                )
            ),
        ),
    )


def sharing(say: Voice, client: str, *, shared: bool) -> Notice:
    """To the lead: a channel bound to the client opens to another firm, or closes again."""
    if not shared:
        return Notice("sharing", say("A channel of *{client}* is no longer shared with another firm.", client=client))
    return Notice(
        "sharing",
        say("A channel of *{client}* is shared with another firm now.", client=client),
        (
            Paragraph(say("People from outside can read along there. Mind what the team writes in it.")),
            Small(say("Signpost goes on answering in private only; nothing about a client is ever posted there.")),
        ),
    )


def often_dismissed(say: Voice, client: str, times: int) -> Notice:
    return Notice(
        "often_dismissed",
        say("Nudges about *{client}* were dismissed {n} times.", client=client, n=times),
        (Paragraph(say("The leads may be right. Have a look whether you see it as they do.")),),
        (),
    )


def clock(say: Voice, client: str, left: int, until: date) -> Notice:
    """The legal clock of a fast track runs down."""
    return Notice(
        "clock",
        say.many("*{client}*: {n} day left", "*{client}*: {n} days left", left, client=client),
        (
            Paragraph(
                say(
                    "Notice without a term is due by {day} (§ 626(2) BGB). Ask counsel now; this is no legal advice.",
                    day=say.day(until),
                )
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class DigestLine:
    client: str
    stage: Stage
    score: float
    trend: float
    open_nudges: int


def digest(say: Voice, lines: Sequence[DigestLine], checkins: Sequence[tuple[str, Band]] = ()) -> Notice:
    """The week's first working day: all own clients that are not calm, and what check-ins gave in the last one."""
    title = say.many("Your week: one client to look after", "Your week: {n} clients to look after", len(lines))
    blocks: list[Block] = [Items(tuple(_digest_line(say, line) for line in lines))] if lines else []
    if checkins:
        closed = tuple(say("*{client}* · {band}", client=name, band=band_name(say, band)) for name, band in checkins)
        blocks += [Subhead(say("Check-ins of the last week")), Items(closed)]
    return Notice("digest", title, tuple(blocks), (PageLink(say.word("Home"), "home"),))


def _digest_line(say: Voice, line: DigestLine) -> Text:
    return say(
        "*{client}* · {stage} · {score} points ({trend}) · {nudges}",
        client=line.client,
        stage=stage_name(say, line.stage),
        score=say.number(line.score),
        trend=trend(say, line.trend),
        nudges=say.words("{n} open nudge", "{n} open nudges", line.open_nudges),
    )


def trend(say: Voice, change: float) -> str:
    """The change of the score in 30 days, with its sign."""
    rounded = round(change, 1)
    arrow = "→" if rounded == 0 else "↗" if rounded > 0 else "↘"
    return f"{arrow} {'+' if rounded > 0 else ''}{say.number(rounded)}"


def shadow_end(say: Voice, clients: Sequence[tuple[str, str]]) -> Notice:
    """To a lead at the end of the first days: (client, stage) of what stands now."""
    items = Items(tuple(say("*{client}* · {stage}", client=client, stage=stage) for client, stage in clients))
    return Notice(
        "shadow_end",
        say("Signpost now tells you directly."),
        (Paragraph(say("During its first days only owners were told. This is where your clients stand:")), items),
    )


def shadow_count(say: Voice, nudges: int) -> Notice:
    """To admins: what shadow mode would have told."""
    return Notice(
        "shadow_count",
        say.many(
            "In its first days Signpost would have told leads {n} time.",
            "In its first days Signpost would have told leads {n} times.",
            nudges,
        ),
    )


def bundle(say: Voice, notices: Sequence[Notice]) -> Notice:
    """What was over yesterday's cap of messages, in one.

    Without anybody's words: they may be edited or deleted, and a bundle does not change any more. What asks for an
    answer stands in Home.
    """
    blocks: list[Block] = []
    for notice in notices:
        blocks.append(Subhead(notice.title))
        blocks += [block for block in notice.blocks if not isinstance(block, Quote)][:2]
    links = tuple(dict.fromkeys(link for notice in notices for link in notice.actions if isinstance(link, PageLink)))
    if any(notice.kind == "suspicion.asked" for notice in notices):
        blocks.append(Small(say("You can answer in Home.")))
        links = (_to_home(say), *links)
    title = say.many("One more message", "{n} more messages", len(notices))
    return Notice("bundle", title, tuple(blocks), links or (_to_home(say),))


def _to_home(say: Voice) -> PageLink:
    return PageLink(say.word("Home"), "home")


def linked(say: Voice, where: str) -> Notice:
    """To both accounts of a person whom an admin has linked."""
    return Notice(
        "linked",
        say("Your accounts are one person here now: {where}.", where=where),
        (Small(say("If they are not both yours, tell an admin or owner at once.")),),
    )


def released(say: Voice) -> Notice:
    """To the admin who agrees that what waited since a restore may go out."""
    return Notice("released", say("What waited since the restore is on its way now."))
