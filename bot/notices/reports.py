"""What the reporter reads: that it is recorded, what to say now, who backs them, and what can still be done."""

from collections.abc import Sequence
from typing import Literal

from bot.domain.incident import Incident, IncidentState
from bot.domain.playbook import Sign
from bot.notices.labels import REPORT_STATES, SEVERITIES
from bot.notices.parts import Action, Block, Facts, Items, Notice, Paragraph, Quote, Small, Subhead, Text
from bot.voice import Voice

_OPEN = (IncidentState.WAITING, IncidentState.SUSPECTED, IncidentState.CONFIRMED)


Doubt = Literal["sign", "severity", "person"]


def recorded(
    say: Voice,
    incident: Incident,
    client: str,
    sign: Sign,
    *,
    leads: Sequence[str] = (),
    similar: Incident | None = None,
    misfit: bool = False,
    insulting: bool = False,
) -> Notice:
    """The confirmation of a report that counts, with its number."""
    title = say("Recorded as #{n}: {client}, {sign}", n=incident.number, client=client, sign=sign.label)
    blocks: list[Block] = [Facts(_reading(say, incident, client, sign))]
    blocks += straight(say, to_owner=incident.to_owner)
    if misfit:
        blocks.append(Small(say("This sign counts once a lead or an owner has confirmed it.")))
    blocks += help_now(say, sign, leads, to_owner=incident.to_owner)
    if insulting:
        blocks.append(Small(say("Notes must be showable: fact, day, effect. You can still correct the wording.")))
    actions: list[Action] = []
    if similar:
        blocks.append(Paragraph(say("Somebody has already reported this sign for that day. Is it the same thing?")))
        actions.append(Action("report.same", say.word("The same thing"), f"{incident.id}:{similar.id}"))
    return Notice("report.recorded", title, tuple(blocks), (*actions, *_change(say, incident)))


def straight(say: Voice, *, to_owner: bool) -> list[Block]:
    """For the reporter: that the report went past the lead."""
    text = say("It went straight to the owner. The lead sees only the sign and its points.")
    return [Paragraph(text)] if to_owner else []


def help_now(say: Voice, sign: Sign, leads: Sequence[str], *, to_owner: bool) -> list[Block]:
    """For the reporter: what you can say now, and who backs you (``leads``: their names, or the owners')."""
    backing = say("{text}", text=sign.backing)
    if to_owner and not sign.by_owner:
        backing = say("The owner takes this over and stands behind you; you need not settle it with the lead.")
    blocks: list[Block] = [
        Subhead(say("What you can say now")),
        Paragraph(say("{text}", text=sign.say)),
        Subhead(say("Who backs you")),
        Paragraph(backing),
    ]
    if leads:
        blocks.append(Small(say("For this client that is {names}.", names=say.list(leads))))
    return blocks


def _reading(say: Voice, incident: Incident, client: str, sign: Sign) -> tuple[tuple[str, Text], ...]:
    rows = [
        (say.word("Client"), say("*{client}*", client=client)),
        (
            say.word("Sign"),
            say("{sign}, {severity}", sign=sign.label, severity=say.word(SEVERITIES[incident.severity])),
        ),
        (say.word("Happened"), say("{day}", day=say.day(incident.occurred_on))),
        (say.word("What"), say("{text}", text=incident.summary)),
    ]
    if incident.names_consented:
        rows.append((say.word("Name"), say("The lead may know your name.")))
    return tuple(rows)


def _change(say: Voice, incident: Incident) -> tuple[Action, ...]:
    return (
        Action("report.correct", say.word("Change"), incident.id),
        Action("report.withdraw", say.word("Undo"), incident.id, "danger"),
    )


def proposed(say: Voice, incident: Incident, client: str, sign: Sign, doubt: Doubt = "sign") -> Notice:
    """What counts once its reporter has said that it is right: the sign was guessed, the severity may have been part
    of the text, or nobody could vouch for the person yet.
    """
    why = {
        "sign": say("You named no sign, so I proposed one. It counts once you have clicked *Right*."),
        "severity": say("I took the number for the severity. It counts once you have clicked *Right*."),
        "person": say("I cannot ask at the moment who you are. It counts once you have clicked *Right*, in a minute."),
    }[doubt]
    return Notice(
        "report.proposed",
        say("#{n} is kept. Is this right: {client}, {sign}?", n=incident.number, client=client, sign=sign.label),
        (
            Facts(_reading(say, incident, client, sign)),
            *straight(say, to_owner=incident.to_owner),
            Small(why),
        ),
        (Action("report.right", say.word("Right"), incident.id, "primary"), *_change(say, incident)),
    )


def confirmed(say: Voice, incident: Incident, client: str, sign: Sign) -> Notice:
    """To a lead or owner who has confirmed what somebody else reported."""
    title = say("#{n} counts now: {client}, {sign}", n=incident.number, client=client, sign=sign.label)
    return Notice("report.confirmed", title)


def waiting(say: Voice, incident: Incident, nearest: Sequence[str]) -> Notice:
    """The client is not known yet: the report is kept and filed later."""
    did_you = [Paragraph(say("Did you mean {names}? Then click *Change*.", names=say.list(nearest)))] if nearest else []
    return Notice(
        "report.waiting",
        say("#{n} is kept. I know no client called “{words}” yet.", n=incident.number, words=incident.client_words),
        (
            *did_you,
            Paragraph(say("It will be filed as soon as a lead has added the client; you will hear of it.")),
            *straight(say, to_owner=incident.to_owner),
            Quote(incident.summary),
        ),
        _change(say, incident),
    )


def joined(say: Voice, incident: Incident, client: str, sign: Sign, leads: Sequence[str] = ()) -> Notice:
    return Notice(
        "report.joined",
        say("You have joined #{n}: {client}, {sign}.", n=incident.number, client=client, sign=sign.label),
        (
            Paragraph(
                say("It was reported already, so it stays one incident; you count as a further person who reported it.")
            ),
            *straight(say, to_owner=incident.to_owner),
            *help_now(say, sign, leads, to_owner=incident.to_owner),
        ),
    )


def repeated(say: Voice, incident: Incident) -> Notice:
    """The same delivery came twice."""
    return Notice("report.repeated", say("This is recorded already, as #{n}.", n=incident.number))


def withdrawn(say: Voice, incident: Incident) -> Notice:
    return Notice(
        "report.withdrawn",
        say("#{n} is withdrawn.", n=incident.number),
        (Paragraph(say("It counts for nothing any more, and nobody is told of it.")),),
    )


def stepped_back(say: Voice, incident: Incident) -> Notice:
    """Others have reported the same thing: it stays, without this person."""
    return Notice(
        "report.withdrawn",
        say("You have withdrawn from #{n}.", n=incident.number),
        (Paragraph(say("You no longer count as a person who reported it. Others did too, so it stays.")),),
    )


def dismissed(say: Voice, incident: Incident) -> Notice:
    return Notice("report.dismissed", say("#{n} is set aside: not an incident.", n=incident.number))


def mine(say: Voice, reports: Sequence[tuple[Incident, str, str]]) -> Notice:
    """One's own reports: (incident, client's name, sign's label), newest first."""
    if not reports:
        return Notice(
            "report.mine",
            say("You have reported nothing so far."),
            (Paragraph(say("`/client-flag` opens the form; one line is enough.")),),
        )
    return Notice(
        "report.mine",
        say.many("Your report", "Your {n} newest reports", len(reports)),
        (Items(tuple(mine_line(say, *report) for report in reports)),),
        tuple(
            Action("report.show", say.word("Open #{n}", n=incident.number), incident.id) for incident, _, _ in reports
        ),
    )


def mine_line(say: Voice, incident: Incident, client: str, sign: str) -> Text:
    return say(
        "#{n} · {day} · *{client}* · {sign} · {state}",
        n=incident.number,
        day=say.day(incident.occurred_on),
        client=client or incident.client_words,
        sign=sign,
        state=say.word(REPORT_STATES[incident.state.value]),
    )


def detail(say: Voice, incident: Incident, client: str, sign: Sign, *, filed: bool) -> Notice:
    """One of one's own reports."""
    rows = (
        *_reading(say, incident, client or incident.client_words, sign),
        (say.word("State"), say("{state}", state=say.word(REPORT_STATES[incident.state.value]))),
        (
            say.word("Reported by"),
            say.many("you", "you and {others} more", len(incident.reporters), others=len(incident.reporters) - 1),
        ),
    )
    blocks: list[Block] = [Facts(rows), *straight(say, to_owner=incident.to_owner)]
    if incident.quote:
        blocks.append(Quote(incident.quote))
    actions: tuple[Action, ...] = ()
    if incident.state in _OPEN and filed:
        right = (Action("report.right", say.word("Right"), incident.id, "primary"),)
        actions = (*(right if incident.state is IncidentState.SUSPECTED else ()), *_change(say, incident))
    return Notice("report.detail", say("Report #{n}", n=incident.number), tuple(blocks), actions)
