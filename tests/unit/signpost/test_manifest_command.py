"""``signpost manifest``: the description of the app for a chat platform, in a file."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.unit.signpost.deployment import Deployment

HTTP = "slack: {mode: http}\npublic_url: https://signpost.example.com\n"


def written(folder: Path) -> dict[str, Any]:
    text = (folder / "slack-manifest.json").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    made: dict[str, Any] = json.loads(text)
    return made


def test_manifest_is_written_into_a_new_folder(deployment: Deployment, tmp_path: Path) -> None:
    deployment.file("app.yaml", "slack: {mode: socket}\n")
    out = tmp_path / "made" / "here"
    said = deployment.done("manifest", "slack", "--out", str(out))
    assert said.out == ""
    assert f"{out}/slack-manifest.json describes the Slack app for the mode socket, without listening." in said.err
    assert written(out)["settings"]["socket_mode_enabled"] is True


def test_manifest_follows_what_the_deployment_switches_on(deployment: Deployment, tmp_path: Path) -> None:
    deployment.file("app.yaml", HTTP + "detection: {mode: ask}\n")
    deployment.file(".env", "SLACK_CLIENT_ID=1.2\n")
    deployment.done("manifest", "slack", "--out", str(tmp_path))
    made = written(tmp_path)
    assert made["oauth_config"]["redirect_urls"] == ["https://signpost.example.com/slack/oauth_redirect"]
    assert "channels:history" in made["oauth_config"]["scopes"]["bot"]
    assert made["settings"]["event_subscriptions"]["request_url"] == "https://signpost.example.com/slack/events"


def test_manifest_for_one_workspace_leads_back_from_no_installation(deployment: Deployment, tmp_path: Path) -> None:
    deployment.file("app.yaml", "slack: {mode: socket}\n")
    deployment.file(".env", "SLACK_BOT_TOKEN=xoxb-1\nSLACK_CLIENT_ID=1.2\n")
    deployment.done("manifest", "slack", "--out", str(tmp_path))
    assert "redirect_urls" not in written(tmp_path)["oauth_config"]


def test_manifest_written_again_replaces_the_old_one(deployment: Deployment, tmp_path: Path) -> None:
    deployment.file("app.yaml", HTTP)
    deployment.done("manifest", "slack", "--out", str(tmp_path))
    deployment.file("app.yaml", "slack: {mode: socket}\n")
    deployment.done("manifest", "slack", "--out", str(tmp_path))
    assert "request_url" not in written(tmp_path)["settings"]["interactivity"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("slack: {mode: disabled}", "slack.mode is disabled, so there is no app to describe: write `slack: {mode: so"),
        ("slack: {mode: http}", "public_url: must begin with https://, not 'http://127.0.0.1:8080': in the mode http"),
        ("slack: {mode: http}\npublic_url: http://signpost.example.com", "public_url: must begin with https://, not "),
    ],
)
def test_manifest_that_could_not_work_is_refused_in_a_sentence(
    deployment: Deployment, tmp_path: Path, text: str, sentence: str
) -> None:
    deployment.file("app.yaml", text)
    out = tmp_path / "out"
    said = deployment.run("manifest", "slack", "--out", str(out))
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(sentence) and said.err.count("\n") == 1
    assert not out.exists()


def test_manifest_without_a_folder_is_wrong_usage(deployment: Deployment) -> None:
    deployment.file("app.yaml", "slack: {mode: socket}\n")
    assert deployment.run("manifest", "slack").status == 2
    assert deployment.run("manifest", "slack", "--out", deployment.file("taken", "")).status == 2
    assert deployment.run("manifest", "irc", "--out", "x").status == 2


TEAMS = "teams: {mode: http}\npublic_url: https://signpost.example.com\n"
BOT = "11111111-2222-3333-4444-555555555555"


def packed(folder: Path) -> dict[str, Any]:
    with zipfile.ZipFile(folder / "signpost-teams.zip") as archive:
        made: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return made


def test_teams_package_is_written_into_a_new_folder(deployment: Deployment, tmp_path: Path) -> None:
    deployment.file("app.yaml", TEAMS)
    deployment.file(".env", f"MicrosoftAppId={BOT}\n")
    out = tmp_path / "made" / "here"
    said = deployment.done("manifest", "teams", "--out", str(out))
    assert said.out == ""
    assert f"{out}/signpost-teams.zip is the Teams app, version 1.0.0, without listening." in said.err
    assert packed(out)["bots"][0]["botId"] == BOT
    assert "authorization" not in packed(out)


def test_teams_package_follows_what_the_deployment_switches_on(deployment: Deployment, tmp_path: Path) -> None:
    deployment.file("app.yaml", TEAMS + "detection: {mode: ask}\n")
    deployment.file(".env", f"MicrosoftAppId={BOT}\n")
    deployment.done("manifest", "teams", "--out", str(tmp_path), "--version", "1.4.0")
    assert packed(tmp_path)["version"] == "1.4.0"
    assert "authorization" in packed(tmp_path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "teams: {mode: disabled}",
            "teams.mode is disabled, so there is no app to describe: write `teams: {mode: http",
        ),
        ("teams: {mode: http}", "public_url: must begin with https://, not 'http://127.0.0.1:8080': Teams calls it"),
        (TEAMS, "MicrosoftAppId: must be the bot's id, like "),
    ],
)
def test_teams_package_that_would_not_work_is_refused(
    deployment: Deployment, tmp_path: Path, text: str, sentence: str
) -> None:
    deployment.file("app.yaml", f"{text}\n")
    said = deployment.run("manifest", "teams", "--out", str(tmp_path / "out"))
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(sentence) and said.err.count("\n") == 1
    assert not (tmp_path / "out").exists()
