"""What must hold of the rules for every record: order, duplicates, thresholds, guarantee 22, replay = assessment."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.assessment import Assessment, Record, RecordedIncident, RecordedTalk, Stage
from bot.domain.playbook import SIGN_KEYS
from policies.policy import StandardPolicy, load_policy

START = date(2026, 1, 1)
SPAN = 300
PEOPLE = ("anna", "ben", "cleo")
GENTLE = ("extra_demands", "non_cooperation", "late_payment", "price_pressure", "shifting_agreements")

fair = settings(max_examples=100)
few = settings(max_examples=20)


@cache
def policy() -> StandardPolicy:
    return load_policy()


def decoded(number: int, code: int, signs: tuple[str, ...], people: tuple[str, ...]) -> RecordedIncident:
    """An incident from one drawn number: five draws each would make these tests ten times slower."""
    code, sign = divmod(code, len(signs))
    code, severity = divmod(code, 3)
    code, delay = divmod(code, 5)
    code, crowd = divmod(code, 2 ** len(people) - 1)
    occurred = START + timedelta(days=code % SPAN)
    counted = occurred + timedelta(days=(0, 0, 0, 1, 5)[delay])
    return RecordedIncident(
        id=f"i{number}",
        sign=signs[sign],
        severity=severity + 1,
        occurred_on=occurred,
        counted_on=counted,
        reported_on=counted,
        reporters=frozenset(name for place, name in enumerate(people) if (crowd + 1) >> place & 1),
    )


def incidents(
    signs: tuple[str, ...] = SIGN_KEYS, people: tuple[str, ...] = PEOPLE
) -> st.SearchStrategy[tuple[RecordedIncident, ...]]:
    codes = st.lists(st.integers(0, len(signs) * 3 * 5 * (2 ** len(people) - 1) * SPAN - 1), max_size=20)
    return codes.map(lambda drawn: tuple(decoded(n, code, signs, people) for n, code in enumerate(drawn)))


def talks(leads: tuple[str, ...] = (*PEOPLE, "lena")) -> st.SearchStrategy[tuple[RecordedTalk, ...]]:
    one = st.builds(
        RecordedTalk,
        day=st.integers(0, SPAN).map(lambda days: START + timedelta(days=days)),
        outcome=st.sampled_from(("resolved", "agreed", "refused")),
        lead=st.sampled_from(leads),
    )
    return st.lists(one, max_size=4).map(tuple)


@st.composite
def records(draw: st.DrawFn) -> Record:
    found = draw(incidents())
    released = {
        incident.id: incident.counted_on + timedelta(days=draw(st.integers(0, 90)))
        for incident in found
        if incident.severity == 3 and incident.occurred_on.day % 3 == 0
    }
    bands = draw(st.lists(st.sampled_from(("low", "mid", "high")), max_size=2))
    return Record(incidents=found, talks=draw(talks()), released=released, bands=tuple(bands))


days = st.integers(0, SPAN + 150).map(lambda offset: START + timedelta(days=offset))
stages = st.sampled_from(tuple(Stage))


@fair
@given(records(), days, stages)
def test_order_of_incidents_and_talks_does_not_matter(record: Record, today: date, standing: Stage) -> None:
    shuffled = replace(record, incidents=record.incidents[::-1], talks=record.talks[::-1])
    assert policy().assess(shuffled, today, standing) == policy().assess(record, today, standing)


def verdict(found: Assessment) -> tuple[Stage, float, int, bool]:
    return found.stage, found.score, found.reporters, found.one_account


@fair
@given(records(), days, stages)
def test_duplicates_change_nothing(record: Record, today: date, standing: Stage) -> None:
    found = policy().assess(record, today, standing)
    doubled = replace(record, incidents=record.incidents * 2, talks=record.talks * 2)
    assert policy().assess(doubled, today, standing) == found
    released = {**record.released, **{f"{i}-again": day for i, day in record.released.items()}}
    again = tuple(replace(incident, id=f"{incident.id}-again") for incident in record.incidents)
    reported_twice = replace(record, incidents=record.incidents + again, released=released)
    assert verdict(policy().assess(reported_twice, today, standing)) == verdict(found)


@fair
@given(incidents(signs=GENTLE), talks(), days)
def test_below_the_threshold_nothing_fires(
    reports: tuple[RecordedIncident, ...], held: tuple[RecordedTalk, ...], today: date
) -> None:
    found = policy().assess(Record(incidents=reports, talks=held, bands=("low", "low")), today, Stage.CALM)
    if found.score < 10:
        assert (found.stage, found.reasons) == (Stage.CALM, ())
    elif found.score < 20:
        assert found.stage <= Stage.TALK


@fair
@given(incidents(signs=(*GENTLE, "personal_friction", "strategic_misfit"), people=("anna",)), talks(("anna",)), days)
def test_one_person_never_parts_the_firm_from_a_client(
    reports: tuple[RecordedIncident, ...], held: tuple[RecordedTalk, ...], until: date
) -> None:
    """Guarantee 22: not under any order of events, not even when the same person recorded the talks."""
    changes = policy().replay(Record(incidents=reports, talks=held), until)
    assert all(change.after < Stage.EXIT for change in changes)
    assert all(change.assessment.one_account for change in changes if change.after > max(change.before, Stage.WATCH))


@fair
@given(incidents(signs=GENTLE), days)
def test_without_a_talk_nobody_goes_beyond_talk(reports: tuple[RecordedIncident, ...], until: date) -> None:
    assert all(change.after < Stage.EXIT for change in policy().replay(Record(incidents=reports), until))


@fair
@given(records(), days, st.data())
def test_score_rises_with_severity(record: Record, today: date, data: st.DataObject) -> None:
    if not record.incidents:
        return
    place = data.draw(st.integers(0, len(record.incidents) - 1))
    chosen = record.incidents[place]
    graver = replace(chosen, severity=min(3, chosen.severity + 1))
    changed = replace(record, incidents=(*record.incidents[:place], graver, *record.incidents[place + 1 :]))
    before, after = (policy().assess(facts, today, Stage.CALM) for facts in (record, changed))
    assert after.score >= before.score
    assert after.stage >= before.stage


@fair
@given(records(), days, stages)
def test_lines_sum_up_to_the_score(record: Record, today: date, standing: Stage) -> None:
    found = policy().assess(record, today, standing)
    assert abs(sum(line.points for line in found.lines) - found.score) < 1e-6
    assert len({(line.sign, line.occurred_on) for line in found.lines}) == len(found.lines)


@fair
@given(records(), days, stages)
def test_every_stage_above_calm_has_a_reason_and_fast_tracks_are_a_floor(
    record: Record, today: date, standing: Stage
) -> None:
    found = policy().assess(record, today, standing)
    assert bool(found.reasons) is (found.stage > Stage.CALM)
    assert all(track.stage <= found.stage for track in found.fast_tracks)
    assert (
        found.stage is not Stage.TALK or standing is not Stage.EXIT or found.reasons[0].code != "kept_by_falling_rule"
    )


@few
@given(records())
def test_replay_is_assessment_repeated(record: Record) -> None:
    until = START + timedelta(days=SPAN + 200)
    expected, standing = [], Stage.CALM
    for offset in range(SPAN + 201):
        found = policy().assess(record, START + timedelta(days=offset), standing)
        if found.stage is not standing:
            expected.append((standing, found))
        standing = found.stage
    assert [(change.before, change.assessment) for change in policy().replay(record, until)] == expected


@few
@given(records(), days)
def test_history_is_the_score_of_each_assessment(record: Record, today: date) -> None:
    for day, score in policy().history(record, today, today + timedelta(days=30)):
        assert score == policy().assess(record, day, Stage.CALM).score


@fair
@given(st.text(max_size=300))
def test_any_text_names_a_sign_or_none(text: str) -> None:
    assert policy().find_sign(text) in (None, *SIGN_KEYS)
