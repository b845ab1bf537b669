"""The nudge: what happened, line by line, what to try first, and what can be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.assessment import Assessment, FastTrack, Reason, ScoreLine, Stage
from bot.domain.client import Client
from bot.domain.nudge import SNOOZES, Nudge, NudgeState
from bot.domain.playbook import Sign
from bot.notices.labels import N_, NUDGE_STATES, OUTCOMES, SEVERITIES, stage_badge, stage_name
from bot.notices.parts import (
    Action,
    Block,
    Items,
    Notice,
    PageLink,
    Paragraph,
    Picture,
    Pressable,
    Small,
    Subhead,
    Table,
    Text,
)
from bot.notices.web import in_browser
from bot.voice import Voice

_LINES_SHOWN = 8
SUMMARY_SHOWN = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A score and what its lines are called. ``secret``: incidents told straight to the owner; ``summaries`` by id."""

    assessment: Assessment
    signs: Mapping[str, Sign]
    secret: frozenset[str] = frozenset()
    summaries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeView:
    """All a nudge shows. ``handled_by``: a name, if somebody acted; ``draft``: id of the exit draft; ``locked``: it
    waits for the facts to be confirmed; ``clock``: last local day of the legal clock; ``sent_with``: of a finished
    nudge, the fast tracks in force while it was open (dismissing releases them). ``linked``: links into the browser can
    be made.
    """

    client: Client
    nudge: Nudge
    scored: Scored
    today: date
    why: str = "entered"
    handled_by: str = ""
    draft: str = ""
    locked: bool = False
    clock: date | None = None
    reader_is_owner: bool = False
    sent_with: tuple[FastTrack, ...] = ()
    linked: bool = False

    @property
    def assessment(self) -> Assessment:
        return self.scored.assessment

    @property
    def signs(self) -> Mapping[str, Sign]:
        return self.scored.signs


def nudge_notice(say: Voice, view: NudgeView, *, whole: bool = True) -> Notice:
    """``whole=False``: without score and chart, for a page that shows them anyway."""
    blocks: list[Block] = [stage_badge(say, view.nudge.stage), *_state(say, view)]
    actions: tuple[Pressable, ...] = ()
    if view.nudge.state.unfinished:
        weighed = (
            (*_score(say, view), Picture(view.client.id, _alt(say, view), say.word("Show the chart"))) if whole else ()
        )
        blocks += [*_urgent(say, view), *weighed, *_try_first(say, view)]
        actions = _actions(say, view)
    return Notice("nudge", _headline(say, view), tuple(blocks), actions)


_WHY: Mapping[str, str] = {
    "again": N_("There is more since you were last told."),
    "reminder": N_("A reminder: nobody has acknowledged this yet."),
    "escalated": N_("This comes to you because nobody has acknowledged it so far."),
    "overdue": N_("A talk is overdue: the client has stood here for three weeks, and no talk is recorded."),
    "overdue_owner": N_("A talk is overdue: a week after the lead was reminded there is still none on record."),
    "lapsed": N_("It was acknowledged, and then nothing was recorded for a while. What is the next step?"),
    "woke": N_("The snooze is over."),
    "import": N_("By the imported record the client stood here already; this is the first new report since."),
}


def _headline(say: Voice, view: NudgeView) -> Text:
    name, tracks = view.client.name, (*view.assessment.fast_tracks, *view.sent_with)
    if any(track.stage is Stage.EXIT for track in tracks) and view.nudge.stage is Stage.EXIT:
        return say("*{client}*: stop and examine", client=name)
    if view.nudge.stage is Stage.EXIT:
        return say("*{client}*: time to think about parting", client=name)
    if any(track.protect for track in tracks):
        return say("*{client}*: protect first, then talk", client=name)
    return say("*{client}*: time for a talk", client=name)


def _state(say: Voice, view: NudgeView) -> list[Block]:
    nudge = view.nudge
    lines: list[Block] = []
    if nudge.state is NudgeState.OPEN and view.why in _WHY:
        lines.append(Paragraph(say(_WHY[view.why])))
    if nudge.state in (NudgeState.ACKNOWLEDGED, NudgeState.SNOOZED, NudgeState.DISMISSED, NudgeState.DONE):
        state = say.word(NUDGE_STATES[nudge.state.value])
        lines.append(Paragraph(say("*{who}*: {state}", who=view.handled_by or say.word("Somebody"), state=state)))
    left = nudge.state is NudgeState.STAGE_LEFT and view.assessment.stage > nudge.stage
    if left or (nudge.state is NudgeState.DISMISSED and view.assessment.stage < nudge.stage):
        stage = stage_name(say, view.assessment.stage)
        lines.append(Paragraph(say("The client stands at *{stage}* by now.", stage=stage)))
    elif nudge.state is NudgeState.STAGE_LEFT:
        lines.append(Paragraph(say("The client has left this stage. There is nothing to do.")))
    if nudge.reason and nudge.state in (NudgeState.SNOOZED, NudgeState.DISMISSED):
        lines.append(Small(say("Reason: {reason}", reason=nudge.reason)))
    if nudge.shadow:
        lines.append(Small(say("Signpost is in its first days: so far only owners are told.")))
    return lines


def _urgent(say: Voice, view: NudgeView) -> list[Block]:
    lines: list[Block] = []
    if view.clock:
        left = (view.clock - view.today).days
        if left >= 0:
            lines.append(
                Paragraph(
                    say.many(
                        "*{n} day left* to decide on notice without a term (§ 626(2) BGB, until {day}). Ask counsel.",
                        "*{n} days left* to decide on notice without a term (§ 626(2) BGB, until {day}). Ask counsel.",
                        left,
                        day=say.day(view.clock),
                    )
                )
            )
        else:
            lines.append(
                Paragraph(say("The two weeks of § 626(2) BGB ended on {day}. Ask counsel.", day=say.day(view.clock)))
            )
    if view.locked:
        lines.append(Paragraph(say("The exit message stays locked until an owner has confirmed the facts.")))
    if view.assessment.one_account and view.nudge.stage is Stage.TALK:
        lines.append(Small(say("So far this is one person's account.")))
    return lines


def _score(say: Voice, view: NudgeView) -> list[Block]:
    return [
        Subhead(say("What happened, and what it weighs today")),
        *score_table(say, view.scored),
        Small(reasons_line(say, view.assessment, view.signs)),
    ]


def score_table(say: Voice, scored: Scored, shown: int = _LINES_SHOWN) -> tuple[Table, ...]:
    """The score line by line, heaviest first, and the sum; what does not fit is summed up in one line.

    Nothing where there is nothing to sum.
    """
    if not scored.assessment.lines:
        return ()
    lines = sorted(scored.assessment.lines, key=lambda line: (-round(line.points, 6), line.occurred_on, line.sign))
    rows = [_row(say, line, scored) for line in lines[:shown]]
    rest = lines[shown:]
    if rest:
        points = say.number(sum(line.points for line in rest), 2)
        rows.append((say.many("{n} more", "{n} more", len(rest)), (), (), say("{points}", points=points)))
    total = (say("*Sum*"), (), (), say("*{points}*", points=score_number(say, scored.assessment.score)))
    headers = (say.word("Sign"), say.word("Day"), say.word("What happened"), say.word("Points"))
    return (Table(headers, tuple(rows), numeric=(3,), footer=total),)


def score_number(say: Voice, score: float) -> str:
    """A score beside its table, as exact as its lines."""
    return say.number(score, 2)


def _row(say: Voice, line: ScoreLine, scored: Scored) -> tuple[Text, ...]:
    label = scored.signs[line.sign].label
    points = say("{points}", points=say.number(line.points, 2))
    if set(line.incidents) <= scored.secret:
        return (say("{sign}", sign=label), (), say("one confidential report to the owner"), points)
    severity = say.word(SEVERITIES[line.severity])
    how = say.words("{severity}, {n} person", "{severity}, {n} people", line.reporters, severity=severity)
    if line.settled < 1:
        how = say.word("{how}, halved by a talk", how=how)
    sign = say("{sign} ({how})", sign=label, how=how)
    return (sign, say("{day}", day=say.day(line.occurred_on)), say("{what}", what=_what(line, scored)), points)


def _what(line: ScoreLine, scored: Scored) -> str:
    """The words of the gravest report of that day that may be shown."""
    known = [scored.summaries[id] for id in line.incidents if id in scored.summaries and id not in scored.secret]
    text = " ".join(known[0].split()) if known else ""
    return text if len(text) <= SUMMARY_SHOWN else f"{text[: SUMMARY_SHOWN - 1]}…"


_REASONS: Mapping[str, str] = {
    "score": N_("score {score} (line: {threshold})"),
    "two_reporters": N_("{reporters} people reported in the last {days} days"),
    "reporter_and_lead": N_("one person reported and a lead recorded a talk"),
    "three_days_span": N_("on {incident_days} days over {span} days, by one person's account"),
    "low_twice": N_("the check-in was low in two rounds in a row"),
    "exit_pressure": N_("it goes on after the talk of {talk}, at a score of {score}"),
    "exit_repeat": N_("{sign} on {times} days after the talk of {talk}"),
    "exit_refused": N_("at the talk of {talk} the client refused, and it goes on"),
    "fast_track": N_("{sign} of this severity is enough by itself"),
    "held": N_("the stage is held until {until}"),
    "kept_by_falling_rule": N_("the score has not fallen below {threshold} yet"),
}
_DAYS = ("talk", "until", "first", "last")


def reason_text(say: Voice, reason: Reason, signs: Mapping[str, Sign]) -> str:
    """One condition of the policy in words; ``policies/reasons.py`` lists the codes and their values."""
    return say.word(_REASONS[reason.code], **{name: _value(say, name, v, signs) for name, v in reason.values.items()})


def _value(say: Voice, name: str, value: str | int | float, signs: Mapping[str, Sign]) -> str | int:
    if name in _DAYS:
        return say.day(date.fromisoformat(str(value)))
    if name == "sign":
        return signs[str(value)].label
    return say.number(value) if isinstance(value, float) else value


def _with_hold(reasons: Sequence[Reason]) -> Sequence[Reason]:
    """However many fast tracks there are, how long the stage is held is said once, of the longest."""
    ends = [str(reason.values["until"]) for reason in reasons if reason.code == "fast_track"]
    return (*reasons, Reason("held", {"until": max(ends)})) if ends else reasons


def reasons_line(say: Voice, assessment: Assessment, signs: Mapping[str, Sign]) -> Text:
    told = "; ".join(dict.fromkeys(reason_text(say, reason, signs) for reason in _with_hold(assessment.reasons)))
    calm = say.word("no stage's line is reached") if assessment.lines else say.word("nothing weighs at the moment")
    return say("Why: {reasons}.", reasons=told or calm)


def _alt(say: Voice, view: NudgeView) -> str:
    return say.word(
        "Score of {client} over time: {score} today, stage {stage}",
        client=view.client.name,
        score=say.number(view.assessment.score),
        stage=stage_name(say, view.assessment.stage),
    )


def _try_first(say: Voice, view: NudgeView) -> list[Block]:
    """The playbook of the strongest sign; protection first where a person was hurt; at `exit` what a parting needs."""
    tracks = view.assessment.fast_tracks
    key = _playbook_sign(view.assessment, tracks, view.nudge.stage)
    if key is None:
        return []
    sign = view.signs[key]
    if view.nudge.stage is Stage.EXIT and not tracks:
        return [
            Subhead(say("Before you part")),
            Items(_before_parting(say), numbered=True),
            Small(_as(say, sign.part_when)),
        ]
    first = next((view.signs[track.sign] for track in tracks if track.protect), None)
    steps = (*first.protect, *sign.playbook) if first else sign.playbook
    heading = (
        say("What to do now") if view.nudge.stage is Stage.EXIT else say("What to try first: {sign}", sign=sign.label)
    )
    source = [Small(_as(say, first.source))] if first and first.source else []
    return [Subhead(heading), Items(tuple(_as(say, step) for step in steps), numbered=True), *source]


def _before_parting(say: Voice) -> tuple[Text, ...]:
    return (
        say("Talk it over with the owner. The record advises a parting; the decision is yours."),
        say("Read the contract: term, notice period, clause, penalties. Ask counsel when in doubt."),
        say("List open work, open invoices and everything that has to be handed over."),
        say("Call first, then send the letter. The draft is ready for you to edit."),
    )


def _as(say: Voice, text: str) -> Text:
    """A text of the policy file, which is in the reader's language already."""
    return say("{text}", text=text)


def _playbook_sign(assessment: Assessment, tracks: Sequence[FastTrack], stage: Stage) -> str | None:
    grave = [track.sign for track in tracks if track.stage is stage]
    return grave[0] if grave else assessment.strongest_sign


def _actions(say: Voice, view: NudgeView) -> tuple[Pressable, ...]:
    nudge, id = view.nudge, view.nudge.id
    actions: list[Pressable] = []
    if nudge.state is not NudgeState.ACKNOWLEDGED:
        actions.append(Action("nudge.acknowledge", say.word("Acknowledge"), id, "primary"))
    if view.locked and view.reader_is_owner:
        actions.append(Action("client.facts", say.word("Confirm the facts"), view.client.id))
    if nudge.snoozes < SNOOZES and nudge.state is not NudgeState.SNOOZED:
        actions.append(Action("nudge.snooze", say.word("Snooze"), id))
    actions.append(Action("client.talk", say.word("Record talk"), view.client.id))
    if view.draft:
        actions.append(Action("draft.show", say.word("Open the exit message"), view.draft))
    else:
        actions.append(Action("client.draft", say.word("Draft message"), view.client.id))
    if nudge.stage is Stage.EXIT:
        actions.append(Action("client.exit", say.word("Begin the parting"), view.client.id))
    actions.append(Action("nudge.dismiss", say.word("Dismiss"), id))
    page = f"clients/{view.client.id}"
    return (*actions, PageLink(say.word("Client page"), page), *in_browser(say, page, linked=view.linked))


def outcome_word(say: Voice, outcome: str) -> str:
    return say.word(OUTCOMES[outcome]).partition(":")[0]
