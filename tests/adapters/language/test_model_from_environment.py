"""From settings and environment to a detector that asks; the real local detector screens."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.language.local import LocalDetector
from adapters.language.openai.detector import Band, OpenAIDetector
from bot.domain.detection import Side
from bot.errors import ConfigurationError
from bot.ports import Detector
from bot.settings import Detection, OpenAI, Settings
from signpost.composition import detector_of
from signpost.detecting import local_detector
from signpost.environment import Secrets, read_secrets
from tests.adapters.language.model_parts import Purse
from tests.adapters.language.model_server import ModelServer, body, numbers, says
from tests.fakes.log import RecordingLog

SETTINGS = replace(Settings(), detection=Detection(mode="ask", engine="openai"), openai=OpenAI(timeout_seconds=5))
CANDIDATES = (
    "Anna Berger sagt, Acme Outdoor möchte noch eine Runde",
    "Anna Berger: Acme Outdoor hat sich noch nicht gemeldet",
    "Acme Outdoor fragt, ob das auch günstiger geht, sagt Anna Berger",
    "Anna Berger says Acme Outdoor wants to change the layout again",
    "Acme Outdoor has not answered Anna Berger yet",
    "Anna Berger wartet noch auf Feedback von Acme Outdoor",
)
CLEAR = (
    "Die Rechnung ist seit 60 Tagen offen, drei Mahnungen, keine Antwort.",
    "Seit drei Wochen kein Feedback von Halden, keine Texte, keine Bilder. Ich habe viermal erinnert.",
    "They want a third free revision round by Sunday night",
)


@pytest.fixture(scope="module")
def local() -> LocalDetector:
    return local_detector(os.environ)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer(answer=says(numbers(0.0, ethics=1.0))).open() as server:
        yield server


def detector_with(server: ModelServer) -> Detector:
    environment = {"OPENAI_API_KEY": "canary", "OPENAI_BASE_URL": server.url}
    return detector_of(SETTINGS, read_secrets(environment), RecordingLog())


async def test_doubtful_messages_go_to_the_endpoint_of_the_environment(
    local: LocalDetector, server: ModelServer
) -> None:
    detector = detector_with(server)
    assert isinstance(detector, OpenAIDetector)
    band = Band.around(detector.threshold)
    doubtful = [text for text in CANDIDATES if local.verdict(text, Side.TEAM).probability in band]
    assert doubtful, "the local detector doubts at least one of them"
    for text in doubtful:
        verdict = await detector.judge(text, Side.TEAM, "", Purse())
        assert verdict.decision == ("ethics",)
    assert [asked["store"] for asked in server.asked] == [False] * len(doubtful)
    assert not [name for name in ("Anna", "Berger", "Acme", "Outdoor") if name in "".join(server.raw)]


async def test_clear_and_impossible_messages_are_judged_here(local: LocalDetector, server: ModelServer) -> None:
    detector = detector_with(server)
    assert isinstance(detector, OpenAIDetector)
    band = Band.around(detector.threshold)
    clear = [text for text in CLEAR if local.verdict(text, Side.TEAM).probability not in band]
    assert len(clear) > 1, "the local detector is sure of most of them"
    for text in (*clear, "Mittag um zwölf?", "", "👍", "\u200b\ud800"):
        await detector.judge(text, Side.TEAM, "", Purse())
    assert server.asked == []


@pytest.mark.parametrize("text", ["x" * 40_000, "Sie zahlen nicht. " * 2_500, "\ud800 zahlt nicht", "़" * 9_000])
async def test_odd_messages_get_a_verdict_whatever_is_asked(local: LocalDetector, text: str) -> None:
    async with ModelServer(answer=body(b"{}", 500)).open() as server:
        detector = detector_with(server)
        assert isinstance(detector, OpenAIDetector)
        everything = replace(detector, threshold=0.5)
        assert await everything.judge(text, Side.TEAM, "", Purse()) == local.verdict(text, Side.TEAM)


async def test_without_a_key_the_local_detector_stands_alone_and_the_log_says_so() -> None:
    log = RecordingLog()
    assert isinstance(detector_of(SETTINGS, Secrets(), log), LocalDetector)
    assert log.events() == ["model_without_key"]


@pytest.mark.parametrize("detection", [Detection(), Detection(mode="ask"), Detection(engine="openai")])
async def test_where_nobody_wants_a_language_model_there_is_none(detection: Detection, server: ModelServer) -> None:
    secrets = read_secrets({"OPENAI_API_KEY": "canary", "OPENAI_BASE_URL": server.url})
    assert isinstance(detector_of(replace(SETTINGS, detection=detection), secrets, RecordingLog()), LocalDetector)


async def test_address_that_is_none_is_refused_at_start() -> None:
    with pytest.raises(ConfigurationError) as refused:
        detector_of(SETTINGS, read_secrets({"OPENAI_API_KEY": "canary", "OPENAI_BASE_URL": "llm"}), RecordingLog())
    assert refused.value.place == "OPENAI_BASE_URL"
    assert "canary" not in str(refused.value)
