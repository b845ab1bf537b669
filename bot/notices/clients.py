"""Answers about clients."""

from collections.abc import Sequence

from bot.domain.assessment import Assessment
from bot.domain.client import Client, ClientState
from bot.notices.labels import CLIENT_STATES, stage_badge, stage_name
from bot.notices.nudges import Scored, reasons_line, score_number, score_table
from bot.notices.parts import Action, Facts, Items, Notice, PageLink, Paragraph, Picture, Small
from bot.notices.web import in_browser
from bot.voice import Voice


def saved(say: Voice, client: Client, leads: Sequence[str], filed: int, *, new: bool) -> Notice:
    title = say("*{client}* is added.", client=client.name) if new else say("*{client}* is saved.", client=client.name)
    rows = (
        (say.word("Leads"), say("{names}", names=say.list(leads) or say.word("nobody yet: nudges go to the owner"))),
        (say.word("Also called"), say("{names}", names=", ".join(client.aliases) or "–")),
        (say.word("Channels"), say("{n}", n=len(client.channels))),
    )
    more = (
        (Paragraph(say.many("{n} waiting report is filed now.", "{n} waiting reports are filed now.", filed)),)
        if filed
        else ()
    )
    return Notice("client.saved", title, (Facts(rows), *more))


def bound(say: Voice, client: str, *, absent: bool = False, unseen: bool = False, shared: bool = False) -> Notice:
    """``absent``: Signpost is no member of the channel; ``unseen``: it may not look at it; ``shared``: another firm
    reads along.
    """
    blocks: list[Paragraph] = [
        Small(say("Nothing is read here. It only chooses the client for you when you report from this channel."))
    ]
    if shared:
        blocks.append(Paragraph(say("People from outside read along here. Signpost answers you in private only.")))
    if absent:
        blocks.append(
            Paragraph(
                say(
                    "Signpost is no member of this channel. Type `/invite @Signpost`: then it notices when the channel "
                    "is shared with another firm, and tells the lead."
                )
            )
        )
    if unseen:
        blocks.append(
            Paragraph(
                say(
                    "Signpost lacks the permission to look at this channel, so it does not notice when another firm "
                    "reads along. Tell your admin: Home says what is missing."
                )
            )
        )
    return Notice("client.bound", say("This channel is about *{client}* now.", client=client), tuple(blocks))


def unbound(say: Voice, client: str) -> Notice:
    return Notice("client.unbound", say("This channel is no longer bound to *{client}*.", client=client))


def status(
    say: Voice,
    client: Client,
    scored: Scored,
    leads: Sequence[str],
    *,
    linked: bool = False,
) -> Notice:
    """How a client stands, line by line. ``linked``: links into the browser can be made."""
    case = Action("parting.show", say.word("The parting"), client.id)
    parting = (case,) if client.state is ClientState.PARTING else ()
    return Notice(
        "client.status",
        say("*{client}*: {score} points", client=client.name, score=score_number(say, scored.assessment.score)),
        (
            stage_badge(say, scored.assessment.stage),
            *score_table(say, scored),
            Small(reasons_line(say, scored.assessment, scored.signs)),
            Picture(client.id, say.word("Score of {client} over time", client=client.name), say.word("Show the chart")),
            Facts(
                (
                    (say.word("Leads"), say("{names}", names=say.list(leads) or "–")),
                    (say.word("State"), say("{state}", state=say.word(CLIENT_STATES[client.state.value]))),
                )
            ),
        ),
        (
            Action("client.talk", say.word("Record talk"), client.id),
            Action("client.draft", say.word("Draft message"), client.id),
            Action("client.note", say.word("Add a note"), client.id),
            *parting,
            Action("client.dossier", say.word("Dossier"), client.id),
            PageLink(say.word("Client page"), f"clients/{client.id}"),
            *in_browser(say, f"clients/{client.id}", linked=linked),
        ),
    )


def overview(say: Voice, clients: Sequence[tuple[Client, Assessment]], more: int = 0) -> Notice:
    """One's own clients, gravest first; ``more``: how many calmer ones are not shown."""
    if not clients:
        return Notice(
            "client.overview",
            say("You do not look after any client here."),
            (Paragraph(say("`/client-flag mine` shows your own reports.")),),
        )
    items = tuple(
        say(
            "*{client}* · {stage} · {score} points",
            client=client.name,
            stage=stage_name(say, assessment.stage),
            score=say.number(assessment.score),
        )
        for client, assessment in clients
    )
    return Notice(
        "client.overview",
        say("Your clients"),
        (Items(items), *more_clients(say, more)),
        (PageLink(say.word("Home"), "home"),),
    )


def more_clients(say: Voice, more: int) -> tuple[Small, ...]:
    if not more:
        return ()
    text = say.many(
        "{n} more client, calmer than these: `/client-status` with its name shows it.",
        "{n} more clients, calmer than these: `/client-status` with a name shows one.",
        more,
    )
    return (Small(text),)


def talk_recorded(say: Voice, client: Client, told: int, *, asks_for_points: bool) -> Notice:
    thanks = say.many(
        "{n} person who reported hears that you talked, nothing else.",
        "{n} people who reported hear that you talked, nothing else.",
        told,
    )
    more = (Action("client.agreement", say.word("Add an agreed point"), client.id),) if asks_for_points else ()
    return Notice(
        "client.talk",
        say("The talk with *{client}* is recorded.", client=client.name),
        (Paragraph(thanks),) if told else (),
        more,
    )


def noted(say: Voice, client: str) -> Notice:
    return Notice("client.noted", say("Your note on *{client}* is kept.", client=client))


def state_line(say: Voice, client: Client) -> Paragraph:
    state = say.word(CLIENT_STATES[client.state.value])
    return Paragraph(say("*{client}* is now: {state}.", client=client.name, state=state))


def facts_confirmed(say: Voice, client: str) -> Notice:
    return Notice(
        "client.facts", say("The facts about *{client}* are confirmed; the exit message is open.", client=client)
    )


def away(say: Voice, until: str) -> Notice:
    if until:
        return Notice("person.away", say("You are away until {day}; nudges go to the next person.", day=until))
    return Notice("person.away", say("You are here again."))


def linked(say: Voice, name: str) -> Notice:
    """To the admin."""
    return Notice(
        "person.linked",
        say("*{name}* is one person now.", name=name),
        (Paragraph(say("Reports and nudges of both accounts were put together; the accounts are told.")),),
    )


def admitted(say: Voice, name: str, *, admitted: bool) -> Notice:
    if admitted:
        return Notice("person.admitted", say("*{name}* may use Signpost now.", name=name))
    return Notice("person.admitted", say("*{name}* has no access any more.", name=name))
