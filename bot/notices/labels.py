"""Words for the core's own keys: stages, severities, outcomes, states. ``N_`` marks them for the catalog."""

from collections.abc import Iterable, Mapping

from bot.domain.assessment import Stage
from bot.noticeperiod import NOTICE
from bot.notices.parts import Badge, Option
from bot.voice import Voice


def N_(message: str) -> str:
    return message


def N2_(one: str, more: str) -> tuple[str, str]:
    return one, more


STAGES: Mapping[Stage, str] = {
    Stage.CALM: N_("calm"),
    Stage.WATCH: N_("watch"),
    Stage.TALK: N_("talk"),
    Stage.EXIT: N_("exit"),
}
SEVERITIES: Mapping[int, str] = {1: N_("mild"), 2: N_("clear"), 3: N_("severe")}
OUTCOMES: Mapping[str, str] = {
    "resolved": N_("resolved: the cause is out of the way"),
    "agreed": N_("agreed: there is an agreement; it still has to hold"),
    "refused": N_("refused: the client would not talk or change anything"),
}
WHOSE: Mapping[str, str] = {"theirs": N_("the client's"), "ours": N_("ours")}
AGREEMENT_STATES: Mapping[str, str] = {"open": N_("open"), "kept": N_("kept"), "broken": N_("not kept")}
WARNINGS: Mapping[str, str] = {
    "deadline": N_("a deadline that was set"),
    "warned": N_("a warning without a deadline"),
}
WARNING_STATES: Mapping[str, str] = {"open": N_("open"), "kept": N_("heeded"), "broken": N_("without success")}
BECAME: Mapping[str, str] = {"kept": N_("It was kept"), "broken": N_("It was not kept"), "open": N_("It was moved")}
COUNTERWEIGHTS: Mapping[str, str] = {
    "good_deed": N_("a good deed of the client"),
    "own_miss": N_("a miss of our own"),
}
REPORT_STATES: Mapping[str, str] = {
    "waiting": N_("waiting for its client"),
    "suspected": N_("waiting for your click"),
    "confirmed": N_("counts"),
    "dismissed": N_("not an incident"),
    "expired": N_("expired"),
    "withdrawn": N_("withdrawn"),
}
CLIENT_STATES: Mapping[str, str] = {
    "active": N_("active"),
    "parting": N_("parting"),
    "former": N_("former client"),
}
NUDGE_STATES: Mapping[str, str] = {
    "open": N_("open"),
    "acknowledged": N_("acknowledged"),
    "snoozed": N_("snoozed"),
    "dismissed": N_("dismissed"),
    "done": N_("done"),
    "stage_left": N_("stage left"),
}
DRAFT_KINDS: Mapping[str, str] = {
    "boundary": N_("Set a boundary"),
    "talk_invitation": N_("Invite to a talk"),
    "payment_reminder": N_("Payment reminder"),
    "exit": N_("Exit message"),
}
TONES: Mapping[str, str] = {"warm": N_("warm"), "plain": N_("plain"), "firm": N_("firm")}
LANGUAGES: Mapping[str, str] = {"de": N_("German"), "en": N_("English")}
CONTRACT_KINDS: Mapping[str, str] = {
    "service": N_("services"),
    "works": N_("works (a result is owed)"),
    "trust": N_("services of special trust"),
}
PAY_RHYTHMS: Mapping[str, str] = {
    "day": N_("by day"),
    "week": N_("by week"),
    "month": N_("by month"),
    "quarter": N_("by quarter"),
    "none": N_("none of these"),
}


def stage_name(say: Voice, stage: Stage) -> str:
    return say.word(STAGES[stage])


def stage_badge(say: Voice, stage: Stage) -> Badge:
    return Badge(stage.key, stage_name(say, stage))


_SPANS: Mapping[str, tuple[str, str]] = {
    "day": N2_("{n} day", "{n} days"),
    "week": N2_("{n} week", "{n} weeks"),
    "month": N2_("{n} month", "{n} months"),
    "year": N2_("{n} year", "{n} years"),
}
_ENDS: Mapping[str, str] = {
    "month_end": N_("to the end of a month"),
    "quarter_end": N_("to the end of a quarter"),
    "year_end": N_("to the end of a year"),
}


def notice_words(say: Voice, notice: str) -> str:
    """A notice period (``bot.noticeperiod``) as people say it; other words stay as they are."""
    if notice == "any":
        return say.word("at any time")
    if not NOTICE.fullmatch(notice):
        return notice
    span, _, end = notice.rpartition("to ") if " to " in notice else (notice, "", "")
    if notice in _ENDS:
        span, end = "", notice
    parts = []
    if span:
        number, unit = span.split()
        parts.append(say.words(*_SPANS[unit.removesuffix("s")], int(number)))
    if end:
        parts.append(say.word(_ENDS[end]))
    return " ".join(parts)


def options(say: Voice, table: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(key, say.word(label)) for key, label in table.items())


def severity_options(say: Voice) -> tuple[Option, ...]:
    hints = {
        1: say.word("a mild, single or understated sign"),
        2: say.word("a clear incident"),
        3: say.word("threats, slurs, crimes, large sums, people who fall ill or want to leave"),
    }
    return tuple(Option(str(n), say.word(label), hints[n]) for n, label in SEVERITIES.items())


PLATFORMS: Mapping[str, str] = {
    "slack": "Slack",
    "teams": "Microsoft Teams",
    "practice": N_("practice workspace"),
}


def platforms(say: Voice, keys: Iterable[str]) -> str:
    """Where somebody is met, in words."""
    return ", ".join(say.word(PLATFORMS[key]) if key in PLATFORMS else key for key in dict.fromkeys(keys))
