"""What a person reads when something could not be done: what is wrong, what to do, and that nothing was lost."""

from collections.abc import Mapping

from bot import errors
from bot.domain.agreement import AGREEMENT_LIMIT
from bot.domain.counterweight import COUNTERWEIGHT_LIMIT
from bot.domain.draft import BODY_LIMIT, SUBJECT_LIMIT, WISH_LIMIT
from bot.domain.incident import LINK_LIMIT, QUOTE_LIMIT, SUMMARY_LIMIT
from bot.domain.nudge import REASON_LIMIT
from bot.domain.reporter_question import ANSWER_LIMIT, QUESTION_LIMIT
from bot.notices.labels import N_
from bot.notices.parts import Notice, Paragraph, Small, Text
from bot.notices.reasons import REASONS
from bot.voice import Voice

_RIGHTS: Mapping[str, str] = {
    "use": N_(
        "You are a guest here or belong to another firm, so Signpost is not open to you. An admin can let you in."
    ),
    "proven": N_("I cannot ask at the moment who you are. What you reported is kept; click *Right* again in a minute."),
    "see_client": N_("Only this client's lead and deputies and the owners see this."),
    "lead_client": N_("Only this client's leads and deputies, and the owners, can see or do this."),
    "manage_client": N_("Only a client's lead, the owners and the admins may change clients."),
    "own_report": N_("You joined this report; only the person who filed it can correct or withdraw it."),
    "owner": N_("Only an owner may do this."),
    "admin": N_("Only an admin may do this."),
    "listening": N_("Signpost listens nowhere in this firm: `detection.mode` in `app.yaml` would have to be `ask`."),
    "resume_listening": N_("Only a client's lead, the owners and the admins may let Signpost go on listening."),
    "reads_along": N_(
        "Signpost cannot see who reads along in this channel, so it may not listen here. Add it to the channel first; "
        "an admin's Home says whether a permission is missing."
    ),
    "informed": N_(
        "People from outside read along here. First an owner has to confirm, with `/client-setup listen` in this "
        "channel, that the client was informed."
    ),
    "locked_letter": N_("The letter stays locked until an owner has confirmed the facts. Stop and examine first."),
    "not_approved": N_("An exit message leaves once a second person has approved it. Ask for approval first."),
    "second_person": N_(
        "An exit message needs two people: ask somebody else for approval, or edit it and let somebody else approve it."
    ),
    "own_letter": N_("This wording is yours. An exit message is approved by somebody else: an owner or another lead."),
    "perhaps_same": N_(
        "You may be the person who wrote it, under another account: an admin can link the two, or say who you are."
    ),
    "checkin": N_("You are not in the group that is asked in this check-in."),
    "channel": N_("This works in a channel only: type it in the one that is about the client."),
}
_PROBLEMS: Mapping[str, str] = {
    "required": N_("Please fill this in."),
    "future": N_("This day is still to come. Choose today or an earlier day."),
    "past": N_("This day is over. Choose a later one."),
    "not_a_date": N_("Please give a day like 2026-11-24."),
    "too_far": N_("That is too far away: at most four weeks, and never past a legal deadline."),
    "too_old": N_("That is longer ago than reports are kept."),
    "unknown_sign": N_("Please choose one of the ten signs."),
    "unknown_severity": N_("A severity is 1 (mild), 2 (clear) or 3 (severe)."),
    "unknown_client": N_("No client of that name. Choose one from the list."),
    "unknown_choice": N_("Please choose one from the list."),
    "unknown_person": N_("Somebody chosen here is not known any more. Choose again."),
    "one_person": N_("Choose one person."),
    "same_person": N_("Choose somebody else: that is the same entry."),
    "not_a_link": N_("A link starts with http:// or https://, or is the address of a message here."),
    "not_a_number": N_("Please give a number, for example 4500 or 4500.50."),
    "not_a_notice": N_("Write it like “3 months to the end of a month”, “6 weeks” or “at any time”."),
    "not_a_currency": N_("Three letters, for example EUR."),
    "about_oneself": N_(
        "This sign is for your own relation to the client. Tick the box if it is about you, or choose another sign."
    ),
    "of_oneself": N_("This sign is a report about oneself; it cannot be taken from what the client wrote."),
    "names_somebody": N_("No colleague's name here, please: it is about the firm, not about one person."),
    "before_talk": N_("This is before the talk. Choose a later day."),
    "before_warning": N_("This is before it was sent. Choose a later day."),
    "too_far_off": N_("That is too far away: at most two years."),
    "names_colleague": N_("This sign names no colleague. Please describe what happened without the name."),
    "taken": N_("Another client has this name."),
    "no_letters": N_("A name needs at least one letter or digit."),
    "own_words": N_("Name a client with at least two letters."),
    "end_before_start": N_("The end lies before the start."),
    "out_of_range": N_("Choose a day within ten years from today."),
    "not_whole": N_("Please give a whole number."),
    "group_too_small": N_(
        "Not below four, and not below what the firm has set (`checkins.minimum_group`): in a smaller group single "
        "answers could be guessed."
    ),
    "group_while_open": N_(
        "A check-in about this is open: people have answered under its rules, so that number stays until the close."
    ),
    "round_open": N_("A check-in about this is open already, and nobody closes it earlier."),
    "roster_too_small": N_(
        "These are fewer people than answers are needed, so nothing could ever be shown. The firm-wide check-in "
        "includes them too."
    ),
    "days_too_few": N_(
        "At least two days: whoever has a day off must be able to answer, and no time may tell who did."
    ),
    "days_too_many": N_("At most 14 days."),
    "roster_unseen": N_(
        "Nobody can say at the moment who is in the client's channels: name people, or try again in a minute."
    ),
    "overlaps": N_("It has to close before the next one opens: fewer days, or less often."),
    "comment_too_long": N_("This comment is too long to be sealed like all the others. Please shorten it."),
}
_HAPPENED: Mapping[str, str] = {
    "acknowledged": N_("{who} has acknowledged it already."),
    "snoozed": N_("{who} has snoozed it."),
    "dismissed": N_("{who} has dismissed it."),
    "done": N_("{who} has taken the next step already, so it is done."),
    "stage_left": N_("The client has left this stage since, so there is nothing to do."),
    "withdrawn": N_("The report has been withdrawn since."),
    "confirmed": N_("The report has been confirmed already and counts."),
    "not_incident": N_("It was marked as not an incident."),
    "expired": N_("The report was never confirmed and has expired. Please file it again."),
    "suspicion_expired": N_("Nobody answered within 14 days, so it is gone. You can still report it yourself."),
    "message_gone": N_("The message has changed or is gone, or listening has ended; there is nothing to answer."),
    "listening_paused": N_("Listening is paused here already."),
    "listening_on": N_("Signpost listens here already."),
    "waiting": N_("The report still waits for its client."),
    "changed": N_("It has changed since this message was written."),
    "draft_changed": N_("The wording has changed since. Open the draft and read it as it is now."),
    "draft_approved": N_("This wording is approved already."),
    "being_written": N_("The language model is writing already; its text comes here in a moment."),
    "no_former": N_("There is only one version so far."),
    "no_links": N_("Links into the browser cannot be made here. `signpost check` tells the admin why."),
    "snoozed_out": N_("It has been snoozed twice already; acknowledge it or dismiss it with a reason."),
    "parting": N_("The parting has begun already."),
    "handed_over": N_("That is handed over already."),
    "paid": N_("That invoice is marked as paid already."),
    "former": N_("This is a former client already."),
    "kept": N_("{who} has said already that this point was kept."),
    "broken": N_("{who} has said already that this point was not kept."),
    "asked_already": N_(
        "You have asked about this report within the last 14 days. Answers stand on the client's page."
    ),
    "nobody_to_ask": N_("There is nobody else to ask about this report."),
    "question_over": N_("This question can no longer be answered."),
    "active": N_("You work together with this client, there is no parting to take back."),
}
_THINGS: Mapping[str, str] = {
    "client": N_("This client is not there any more, or you have no access to it."),
    "report": N_("There is no such report of yours."),
    "suspicion": N_("This is not for you to answer, or it is gone."),
    "listening": N_("Signpost does not listen in this channel."),
    "nudge": N_("This message belongs to something you have no access to, or that is gone."),
    "agreement": N_("This point is not there any more, or you have no access to it."),
    "counterweight": N_("This note is not there any more, or somebody else wrote it."),
    "question": N_("This question is not for you, or it is gone with its report."),
    "draft": N_("This draft is not there any more, or you have no access to it."),
    "person": N_("This person is not known."),
    "checkin": N_("There is no such check-in any more."),
    "page": N_("There is no such page."),
    "parting": N_("No parting from this client is under way."),
    "handover": N_("There is nothing of that kind to hand over, or it is not yours."),
    "invoice": N_("This invoice is not there any more, or you have no access to it."),
    "channel": N_("This channel is not bound to a client."),
}
_LIMITS = {
    "summary": SUMMARY_LIMIT,
    "quote": QUOTE_LIMIT,
    "link": LINK_LIMIT,
    "reason": REASON_LIMIT,
    "note": SUMMARY_LIMIT,
    "text": SUMMARY_LIMIT,
    "point": AGREEMENT_LIMIT,
    "deed": COUNTERWEIGHT_LIMIT,
    "question": QUESTION_LIMIT,
    "answer": ANSWER_LIMIT,
    "subject": SUBJECT_LIMIT,
    "body": BODY_LIMIT,
    "wish": WISH_LIMIT,
}


def problem(say: Voice, code: str, field: str = "") -> str:
    """One field's error in words. ``too_long:1234`` carries the typed length, ``unknown_sign:foo`` the typed word."""
    name, _, length = code.partition(":")
    if name == "too_long":
        limit = _LIMITS.get(field, 80)
        if length:
            return say.word("At most {limit} characters; these are {length}.", limit=limit, length=length)
        return say.word("At most {limit} characters.", limit=limit)
    told = say.word(_PROBLEMS.get(name, _PROBLEMS["unknown_choice"]))
    if name == "unknown_sign" and length:
        return f"{say.word('I know no sign called “{words}”.', words=length[:80])} {told}"
    return told


def refusal(say: Voice, error: errors.SignpostError, signs: Mapping[str, str]) -> Notice:
    """The notice for an error. ``signs``: key → label of the ten signs, for the list."""
    title, lines = _told(say, error, signs)
    return Notice(f"error.{error.code}", title, tuple(lines))


def _told(say: Voice, error: errors.SignpostError, signs: Mapping[str, str]) -> tuple[Text, list[Paragraph]]:
    match error:
        case errors.NotRecorded():
            return say("*This was not recorded.*"), [
                Paragraph(
                    say("The record cannot be written at the moment. Please keep your text and try again in a minute.")
                )
            ]
        case errors.NotAllowed(right=right, holders=holders):
            who = [Small(say("You can ask {names}.", names=say.list(holders[:5])))] if holders else []
            return say("You cannot do that here."), [Paragraph(say(_RIGHTS[right])), *who]
        case errors.UnknownClient(words=words, nearest=nearest):
            return say("I know no client called “{words}”.", words=words[:80]), _nearest(say, nearest)
        case errors.UnknownSign(words=words):
            listed = ", ".join(f"{label} ({key})" for key, label in signs.items())
            return say("I know no sign called “{words}”.", words=words[:80]), [
                Paragraph(say("The ten signs: {signs}.", signs=listed))
            ]
        case errors.UnknownSeverity(words=words):
            return say("I cannot read a severity in “{words}”.", words=words[:20]), [
                Paragraph(say("It is 1 (mild), 2 (clear) or 3 (severe), for example `disrespect:3`."))
            ]
        case errors.Stale(happened=happened, by=by):
            somebody = by or say.word("Somebody")
            return say("There has been a change in the meantime."), [Paragraph(say(_HAPPENED[happened], who=somebody))]
        case errors.AlreadyTaken(what=what, owner=owner):
            return say("“{what}” belongs to *{owner}* already.", what=what[:80], owner=owner), [
                Paragraph(say("Nothing was changed."))
            ]
        case errors.NotFound(kind=kind):
            return say("That was not found."), [Paragraph(say(_THINGS.get(kind, _THINGS["page"])))]
        case errors.NotPossible(reason=reason):
            return say("That cannot be done."), [Paragraph(say(REASONS[reason]))]
        case errors.InvalidInput(problems=problems):
            return say("Something is missing or not right."), [
                Paragraph(say("{what}", what=problem(say, code, name))) for name, code in problems.items()
            ]
        case _:
            return say("Something went wrong on our side."), [
                Paragraph(say("It was *not* recorded. An admin can find the cause in the log. Please try again."))
            ]


def _nearest(say: Voice, nearest: tuple[str, ...]) -> list[Paragraph]:
    if not nearest:
        return [Paragraph(say("A lead or an admin can add it with `/client-setup`."))]
    return [Paragraph(say("Did you mean {names}?", names=say.list(nearest)))]
