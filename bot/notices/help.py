"""Help, privacy, and what an unconfigured firm is told."""

from collections.abc import Mapping, Sequence

from bot.domain.playbook import Sign
from bot.notices.labels import N_
from bot.notices.parts import Action, Items, Notice, Paragraph, Quote, Small, Subhead, Text
from bot.voice import Voice

COMMANDS: Mapping[str, str] = {
    "client-flag": N_("report what a client did"),
    "client-status": N_("how a client stands (for its lead)"),
    "client-talk": N_("record a clarifying talk"),
    "client-exit": N_("part from a client, or take it back"),
    "client-checkin": N_("ask a team anonymously how it goes"),
    "client-setup": N_("clients, leads, channels"),
}
_USES: Mapping[str, tuple[str, ...]] = {
    "client-flag": (
        N_("`/client-flag` opens the form."),
        N_("`/client-flag acme disrespect:3 called the team idiots` files it at once."),
        N_("`/client-flag acme wants a third free revision` proposes the sign; one click confirms it."),
        N_("`/client-flag mine` shows your reports; there you can change or withdraw them."),
        N_("`/client-flag privacy` says who sees what."),
    ),
    "client-status": (
        N_("`/client-status` lists your clients."),
        N_("`/client-status acme` shows the record, line by line."),
    ),
    "client-talk": (
        N_("`/client-talk prepare acme` shows how to prepare a talk: facts, questions, what to try."),
        N_("`/client-talk acme` records the day of a talk and what came of it."),
    ),
    "client-exit": (
        N_("`/client-exit weigh acme` shows what to weigh before the decision, on one sheet."),
        N_("`/client-exit acme` begins a parting, with a reason; while one is under way it shows the case."),
    ),
    "client-checkin": (
        N_("`/client-checkin` shows what you are asked, and how the check-ins of your clients stand."),
        N_("`/client-checkin start acme` asks the team about a client; `firm` instead of a name asks everybody."),
        N_("`/client-checkin schedule acme` lets it come round by itself; `/client-checkin stop acme` ends that."),
        N_("`/client-checkin results acme` shows what was published."),
        N_("`/client-checkin what` says what a check-in promises, and what it cannot."),
        N_("`/client-checkin out`: you are not asked any more; `/client-checkin in` undoes it."),
    ),
    "client-setup": (
        N_("`/client-setup` opens the form for a new client or the one of this channel."),
        N_("`/client-setup acme` edits a client, or adds it."),
        N_("`/client-setup link` says that two accounts are one person (Slack and Teams, say)."),
        N_("`/client-setup bind acme` makes this channel one about that client; `/client-setup unbind` undoes it."),
        N_("`/client-setup listen` lets Signpost read along in a channel (admins); `/client-setup unlisten` ends it."),
        N_("`/client-setup pause` pauses that (everybody); `/client-setup resume` goes on (leads, admins)."),
    ),
}


def help(say: Voice, topic: str, signs: Sequence[Sign], *, overheard: bool = False) -> Notice:
    """All commands, or one with its uses; the ten signs with `client-flag`. ``overheard``: see ``From``."""
    aside = (Small(_overheard(say)),) if overheard else ()
    home = (Small(say("`home` shows your clients, your reports, and what is open.")),) if overheard else ()
    if topic not in _USES:
        items = tuple(
            say("`/{command}` – {what}", command=name, what=say.word(what)) for name, what in COMMANDS.items()
        )
        first = Paragraph(
            say("Signpost keeps a fair record of what clients do, tells their lead in time, and backs you.")
        )
        return Notice(
            "help",
            say("What you can do here"),
            (first, Items(items), *home, Small(_private(say)), *aside),
            (Action("flag.open", say.word("Report something"), "", "primary"), Action("mine", say.word("My reports"))),
        )
    uses = Items(tuple(say(use) for use in _USES[topic]))
    blocks = (uses, *aside, *_signs(say, signs)) if topic == "client-flag" else (uses, *aside)
    return Notice(f"help.{topic}", say("`/{command}`", command=topic), blocks)


def _private(say: Voice) -> Text:
    return say("Each command has `help`. Answers are private; clients never see them.")


def _overheard(say: Voice) -> Text:
    return say(
        "In channels and group chats everybody reads what you type. There, choose “Flag this message” at a message, or "
        "write to Signpost here."
    )


def welcome(say: Voice, *, overheard: bool) -> Notice:
    """To whoever installed the bot."""
    aside = (Small(_overheard(say)),) if overheard else ()
    return Notice(
        "welcome",
        say("Hello, this is Signpost."),
        (
            Paragraph(say("I keep a fair record of what clients do, tell their lead in time, and back you.")),
            Paragraph(say("Write `client-flag` to report something, `help` for all that I can do.")),
            *aside,
        ),
        (Action("flag.open", say.word("Report something"), "", "primary"), Action("help", say.word("Help"))),
    )


def _signs(say: Voice, signs: Sequence[Sign]) -> tuple[Subhead, Items]:
    listed = tuple(say("*{label}* ({key}): {help}", label=sign.label, key=sign.key, help=sign.help) for sign in signs)
    return Subhead(say("The ten signs")), Items(listed)


def privacy(say: Voice, incident_days: int, quote_days: int) -> Notice:
    points: tuple[Text, ...] = (
        say(
            "Your reports are confidential, not anonymous: the client's lead sees how many people reported, "
            "on which day, and your name only if you agreed."
        ),
        say("In a small team somebody may still guess."),
        say("A link or quote of your own message is shown only with your consent."),
        say("A report can go straight to the owner; the lead then sees the sign and its points only."),
        say("Admins configure Signpost and read no reports. Guests and other firms see nothing."),
        say("There is no ranking and no statistics of employees, ever."),
        say("Reports are kept {n} days from the day it happened, quotes {m} days.", n=incident_days, m=quote_days),
        say(
            "Where an admin switched listening on, Signpost reads along. What it notices in your words only you see, "
            "and it counts for nothing until you confirm it; other messages are not stored."
        ),
        say("You can see, change and withdraw your reports with `/client-flag mine`."),
    )
    return Notice("privacy", say("Who sees what"), (Items(points),))


def unconfigured(say: Voice, ref: str) -> Notice:
    """Nobody owns the firm yet: the person's own id and the lines for ``app.yaml``."""
    return Notice(
        "setup.unconfigured",
        say("Signpost has no owner yet."),
        (
            Paragraph(say("This is you: `{ref}`", ref=ref)),
            Paragraph(say("Put this into `app.yaml` and start Signpost again:")),
            Quote(f"people:\n  owners: ['{ref}']\n  admins: ['{ref}']", copyable=True),
        ),
    )
