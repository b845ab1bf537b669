"""What goes out, what the answer may do, and that the local verdict stands whenever there is none."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.language.openai.answers import ModelFailed
from adapters.language.openai.detector import AT_ONCE, LONGEST, TIRED, Band, around, moved
from bot.domain.detection import Lesson, Side, Verdict
from tests.adapters.language.model_parts import LEADING, THRESHOLD, Local, Parts, Purse
from tests.adapters.language.model_server import numbers

BAND = Band.around(THRESHOLD)
TEXT = "Anna Berger von Acme Outdoor fragt nach anna@acme.example"


@dataclass
class Model:
    """Says ``answer``, or raises it; ``asked``: the texts."""

    answer: Mapping[str, float] | Exception = field(default_factory=lambda: numbers(0.0, ethics=0.99))
    asked: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None

    async def ask(self, text: str, side: Side, language: str) -> Mapping[str, float]:
        self.asked.append(text)
        if self.gate:
            await self.gate.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def judged(model: Model, local: float = 0.5, permit: Purse | None = None) -> Verdict:
    return await Parts(model, Local(local)).detector().judge(TEXT, Side.TEAM, "", permit)


async def test_doubtful_message_of_a_permitted_channel_goes_out_without_names() -> None:
    model = Model()
    verdict = await judged(model, permit=Purse())
    assert model.asked == ["[PERSON_1] von [CLIENT_1] fragt nach [EMAIL_1]"]
    assert verdict.decision == ("ethics",)
    assert verdict.passage == TEXT[:40], "the passage is the local one, with its names"


async def test_without_a_permit_nothing_goes_out() -> None:
    model = Model()
    assert await judged(model) == await Local(0.5).judge(TEXT, Side.TEAM)
    assert model.asked == []


@pytest.mark.parametrize(
    ("probability", "asked"),
    [(0.0, 0), (BAND.low - 0.01, 0), (BAND.low, 1), (THRESHOLD, 1), (BAND.high, 1), (BAND.high + 0.01, 0), (1.0, 0)],
)
async def test_only_doubtful_messages_go_out(probability: float, asked: int) -> None:
    model, purse = Model(), Purse()
    await judged(model, probability, purse)
    assert len(model.asked) == asked
    assert purse.left == 100 - asked


@pytest.mark.parametrize("value", [0.0, 1.0])
@pytest.mark.parametrize("probability", [0.05, 0.4, 0.6, 0.7, 0.85, 0.97])
async def test_model_that_obeys_anybody_moves_a_verdict_within_the_doubt_alone(
    probability: float, value: float
) -> None:
    verdict = await judged(Model(numbers(value)), probability, Purse())
    if probability in BAND:
        assert verdict.probability == pytest.approx(BAND.high if value else BAND.low)
    else:
        assert verdict == await Local(probability).judge(TEXT, Side.TEAM)


@given(st.floats(0, 1), st.lists(st.floats(0, 1), min_size=10, max_size=10), st.floats(0.05, 0.95))
def test_moved_verdict_is_one(local: float, values: list[float], threshold: float) -> None:
    band = Band.around(threshold)
    told = dict(zip(numbers(), values, strict=True))
    verdict = moved(Verdict(local, {LEADING: local}, (), "passage"), told, band, threshold)
    assert band.low <= verdict.probability <= band.high
    assert bool(verdict.decision) == (verdict.probability >= threshold)
    assert len(verdict.decision) <= 2
    assert set(verdict.decision) <= set(told)
    assert all(0 <= value <= verdict.probability for value in verdict.signs.values())
    assert not verdict.decision or told[verdict.decision[0]] == max(values)
    assert verdict.passage == "passage"


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_threshold_at_an_end_has_a_range_of_doubt_too(threshold: float) -> None:
    band = Band.around(threshold)
    assert 0 < band.low < band.high < 1


def test_second_sign_is_named_only_where_it_is_sure_by_itself() -> None:
    for second, named in ((THRESHOLD, ("ethics", "disrespect")), (THRESHOLD - 0.01, ("ethics",))):
        told = numbers(0.0, ethics=0.9, disrespect=second)
        assert moved(Verdict(0.5, {}), told, BAND, THRESHOLD).decision == named


@pytest.mark.parametrize(
    "failure", [ModelFailed("timeout"), ModelFailed("refused"), ValueError("a library broke"), OSError(), TypeError()]
)
async def test_local_verdict_stands_after_a_failure(failure: Exception) -> None:
    parts = Parts(Model(failure))
    verdict = await parts.detector().judge(TEXT, Side.TEAM, "", Purse())
    assert verdict == await parts.local.judge(TEXT, Side.TEAM)
    assert parts.log.lines
    assert "Anna" not in str([line.values for line in parts.log.lines if line.event == "model_failed"])


async def test_local_verdict_stands_when_the_budget_is_used_up() -> None:
    model, purse = Model(), Purse(left=2)
    detector = Parts(model).detector()
    verdicts = [await detector.judge(TEXT, Side.TEAM, "", purse) for _ in range(4)]
    assert len(model.asked) == 2
    assert [verdict.decision for verdict in verdicts] == [("ethics",), ("ethics",), (), ()]


async def test_model_that_fails_again_and_again_is_left_alone_for_a_minute() -> None:
    model = Model(ModelFailed("timeout"))
    parts = Parts(model)
    detector = parts.detector()
    for _ in range(TIRED + 2):
        await detector.judge(TEXT, Side.TEAM, "", Purse())
    assert len(model.asked) == TIRED
    parts.seconds += 61
    model.answer = numbers(1.0)
    assert (await detector.judge(TEXT, Side.TEAM, "", Purse())).decision
    assert len(model.asked) == TIRED + 1


async def test_model_that_asks_for_a_pause_gets_it() -> None:
    model = Model(ModelFailed("status_429", 30.0))
    parts = Parts(model)
    detector = parts.detector()
    for seconds, asked in ((0.0, 1), (29.0, 1), (2.0, 2)):
        parts.seconds += seconds
        await detector.judge(TEXT, Side.TEAM, "", Purse())
        assert len(model.asked) == asked


async def test_no_more_than_a_few_requests_are_under_way() -> None:
    model = Model(gate=asyncio.Event())
    detector = Parts(model).detector()
    waiting = [asyncio.create_task(detector.judge(TEXT, Side.TEAM, "", Purse())) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)
    assert not (await detector.judge(TEXT, Side.TEAM, "", Purse())).decision, "judged locally, at once"
    assert model.gate is not None
    model.gate.set()
    assert all(verdict.decision for verdict in await asyncio.gather(*waiting))
    assert (await detector.judge(TEXT, Side.TEAM, "", Purse())).decision


async def test_what_is_learned_is_learned_by_the_local_part() -> None:
    lessons = [Lesson("text", Side.TEAM, "", ("ethics",))]
    parts = Parts(Model())
    detector = parts.detector()
    taught = detector.taught(lessons)
    assert taught.local == Local(0.5, tuple(lessons))
    assert taught.asking is detector.asking
    assert detector.local == Local(0.5)


@given(st.integers(0, 30_000), st.text("ab \n.", max_size=30))
def test_part_that_goes_out_is_short_and_holds_the_passage(place: int, word: str) -> None:
    passage = "hier steht es"
    text = "wort " * (place // 5) + passage + " rest" * 3_000 + word
    part = around(text, passage)
    assert len(part) <= LONGEST
    assert passage in part
    assert part in text


@pytest.mark.parametrize("text", ["", "a" * 40_000, " " * 40_000, "a " * 20_000])
def test_part_of_a_text_without_words_is_short_as_well(text: str) -> None:
    assert len(around(text, "")) <= LONGEST
