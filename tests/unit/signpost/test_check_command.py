"""``signpost check``: one line a finding, status 1 if anything is wrong."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.listening import Listening, ListeningState
from bot.domain.person import ChannelRef
from bot.errors import ConfigurationError
from bot.ports import Unit
from signpost.inspection.deployment import inspect_deployment
from signpost.inspection.findings import State
from tests.unit.signpost.deployment import Deployment


def test_check_of_a_good_deployment(firm: Deployment) -> None:
    said = firm.done("check")
    marks = {line.split(":")[0]: line.partition(": ")[2] for line in said.out.splitlines()}
    assert "✓ Policy" in marks
    assert marks["✓ Database"] == "SQLite, reachable, its tables are up to date"
    assert marks["✓ Owners"] == "slack:T01/U0OWNER"
    assert marks["✓ Clients"] == "2; no owner has been met in a chat yet"
    assert marks["– Slack"] == marks["– Teams"] == "disabled"
    assert not any(mark.startswith("✗") for mark in marks)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "✗ Owners: there is none, so nobody is the last to be told; put one into people.owners"),
        ("server: {prot: 1}", "✗ Configuration: "),
        ("slack: {mode: http}", "✗ Slack: mode is http, but "),
        ("teams: {mode: http}", "✗ Teams: mode is http, but "),
        (
            "drafting: {engine: openai}",
            "✗ Drafting: the engine is openai, but the environment does not set OPENAI_API_KEY; templates are used",
        ),
        (
            "detection: {mode: ask, engine: openai}",
            "✗ Listening: the engine is openai, but the environment does not set OPENAI_API_KEY; "
            "the local detector judges alone",
        ),
    ],
)
def test_check_when_something_is_wrong_ends_with_one(deployment: Deployment, text: str, line: str) -> None:
    deployment.file("app.yaml", text)
    said = deployment.run("check")
    assert said.status == 1
    assert line in said.out
    assert said.err == ""


def test_check_says_where_listening_is_on(firm: Deployment) -> None:
    firm.file("app.yaml", (firm.folder / "app.yaml").read_text(encoding="utf-8") + "\ndetection: {mode: ask}\n")
    assert "✓ Listening: an admin may switch it on, channel by channel; on in no channel" in firm.done("check").out

    async def switched_on(unit: Unit) -> None:
        (client, *_) = await unit.clients.all()
        channel = ChannelRef.parse("slack:T01/C0ACME")
        now = datetime(2026, 11, 24, tzinfo=UTC)
        on = Listening(channel=channel, client=client.id, state=ListeningState.ON, set_by="p1", set_at=now)
        await unit.listened.save(on)

    firm.write(switched_on)
    assert "channel by channel; on in slack:T01/C0ACME" in firm.done("check").out


def test_check_says_that_the_first_run_makes_the_tables(deployment: Deployment) -> None:
    deployment.file("app.yaml", "people: {owners: ['practice:demo/otto']}\nstorage: {url: 'sqlite:///elsewhere/x.db'}")
    said = deployment.run("check")
    assert said.status == 0
    assert "– Database: SQLite, without tables yet; `signpost run` makes them" in said.out


def test_check_names_a_wrong_policy_with_its_line(deployment: Deployment) -> None:
    deployment.file("mine.yaml", "version: x\nsurplus: 1\n")
    deployment.file("app.yaml", "policy: {file: mine.yaml}\npeople: {owners: ['slack:T/U']}\n")
    said = deployment.run("check")
    assert said.status == 1
    assert f"✗ Policy: {deployment.folder}/mine.yaml:2: " in said.out


def test_check_of_a_database_that_cannot_be_reached(deployment: Deployment) -> None:
    deployment.file("app.yaml", "storage: {url: 'postgresql://u:canary@/d?host=/nowhere/at/all'}\n")
    said = deployment.run("check")
    assert "✗ Database: PostgreSQL cannot be reached (" in said.out
    assert "canary" not in said.out + said.err


async def test_inspection_without_a_file_uses_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    findings = await inspect_deployment(None, {})
    assert findings[0].state is State.OFF
    assert findings[0].words == "there is no app.yaml here; the defaults are used"


async def test_inspection_never_raises(tmp_path: Path) -> None:
    findings = await inspect_deployment(tmp_path / "none.yaml", dict(os.environ))
    assert [finding.state for finding in findings] == [State.WRONG]
    assert ConfigurationError.code


@pytest.mark.parametrize(
    ("environment", "status", "line"),
    [
        ("", 0, "✓ Listening: an admin may switch it on, channel by channel; of doubtful messages at most 500 a day "),
        ("", 0, "may go to gpt-5-mini at OpenAI, where the admin allows that too"),
        ("OPENAI_BASE_URL=http://llm.intra:8000/v1", 0, "may go to gpt-5-mini at llm.intra, "),
        ("OPENAI_BASE_URL=llm.intra", 1, "✗ Listening: OPENAI_BASE_URL: it is no address; "),
        ("OPENAI_BASE_URL=http://[", 1, "✗ Listening: OPENAI_BASE_URL: it is no address; "),
    ],
)
def test_check_of_a_language_model_says_who_is_asked_and_calls_nobody(
    deployment: Deployment, environment: str, status: int, line: str
) -> None:
    deployment.file(".env", f"OPENAI_API_KEY=canary\n{environment}\n")
    deployment.file("app.yaml", "people: {owners: ['slack:T/U']}\ndetection: {mode: ask, engine: openai}\n")
    said = deployment.run("check")
    assert said.status == status
    assert line in said.out
    assert "canary" not in said.out + said.err


KEY = "a key of our own of thirty-two characters or more"


@pytest.mark.parametrize(
    ("url", "key", "state", "words"),
    [
        ("https://signpost.example.com", KEY, State.GOOD, "https://signpost.example.com/app/"),
        ("http://127.0.0.1:8080", KEY, State.GOOD, "http://127.0.0.1:8080/app/"),
        ("http://localhost:8080", KEY, State.GOOD, "/app/"),
        ("http://signpost.example.com", KEY, State.OFF, "pages are served over https:// only"),
        ("https://signpost.example.com", "", State.OFF, "SIGNPOST_SECRET_KEY is not set"),
        ("https://signpost.example.com", "short", State.WRONG, "without a proper secret key"),
    ],
)
async def test_links_into_the_browser_are_there_or_the_reason_is_said(
    firm: Deployment, url: str, key: str, state: State, words: str
) -> None:
    environ = {"SIGNPOST_PUBLIC_URL": url, "SIGNPOST_SECRET_KEY": key}
    findings = await inspect_deployment(firm.folder / "app.yaml", environ)
    (found,) = [finding for finding in findings if finding.subject == "Links"]
    assert found.state is state and words in found.words
