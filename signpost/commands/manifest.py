"""``signpost manifest``: what a chat platform must be told of this app, for what ``app.yaml`` switches on."""

import json
from pathlib import Path
from typing import Annotated

import typer

from adapters.slack.manifest import App
from adapters.slack.manifest import manifest as slack_manifest
from adapters.teams.manifest import App as TeamsApp
from adapters.teams.manifest import package as teams_package
from signpost.commands.shell import fail, remark, shell_of
from signpost.inspection.slack import uses_oauth
from signpost.voices import voices

SLACK_FILE = "slack-manifest.json"
TEAMS_FILE = "signpost-teams.zip"
OutOption = Annotated[
    Path,
    typer.Option("--out", metavar="DIR", file_okay=False, help="Where to write it; the folder is made if need be."),
]

VersionOption = Annotated[
    str, typer.Option("--version", metavar="X.Y.Z", help="A higher one than that of the package Teams has already.")
]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Write the app's description for a chat platform.")


@app.command("slack")
def slack(context: typer.Context, out: OutOption) -> None:
    """Write slack-manifest.json: the Slack app with the least permissions for what app.yaml switches on.

    Write it again whenever slack.mode, detection.mode, public_url or SLACK_CLIENT_ID changes, and paste it on the
    app's page *App Manifest*.

    \b
    Example:
      signpost manifest slack --out slack-app
    """
    shell = shell_of(context)
    settings = shell.settings
    if settings.slack.mode == "disabled":
        fail(
            "slack.mode is disabled, so there is no app to describe: write `slack: {mode: socket}` into app.yaml, "
            "or `http` if Slack can reach this server at an https address."
        )
    described = App(
        mode=settings.slack.mode,
        public_url=settings.public_url,
        listening=settings.detection.mode == "ask",
        oauth=uses_oauth(shell.secrets),
    )
    text = json.dumps(slack_manifest(described), indent=2, ensure_ascii=False)
    out.mkdir(parents=True, exist_ok=True)
    file = out / SLACK_FILE
    file.write_text(f"{text}\n", encoding="utf-8")
    with_ = "with" if described.listening else "without"
    remark(f"{file} describes the Slack app for the mode {described.mode}, {with_} listening.")
    remark(
        "Next: paste it at https://api.slack.com/apps, under Create New App, From a manifest; for an app that is there "
        "already, on its page App Manifest. docs/slack.md shows the way."
    )


@app.command("teams")
def teams(context: typer.Context, out: OutOption, version: VersionOption = "1.0.0") -> None:
    """Write signpost-teams.zip: the Teams app with the least permissions for what app.yaml switches on.

    Write it again whenever MicrosoftAppId, public_url or detection.mode changes, with a higher version, and upload it
    where the first one was uploaded.

    \b
    Example:
      signpost manifest teams --out teams-app
    """
    shell = shell_of(context)
    settings = shell.settings
    if settings.teams.mode == "disabled":
        fail(
            "teams.mode is disabled, so there is no app to describe: write `teams: {mode: http}` into app.yaml; "
            "Teams must be able to reach this server at an https address."
        )
    listening = settings.detection.mode == "ask"
    described = TeamsApp(
        bot_id=shell.secrets.microsoft_app_id, public_url=settings.public_url, version=version, listening=listening
    )
    content = teams_package(described, voices()("en"), voices()("de"))
    out.mkdir(parents=True, exist_ok=True)
    file = out / TEAMS_FILE
    file.write_bytes(content)
    with_ = "with" if listening else "without"
    remark(f"{file} is the Teams app, version {version}, {with_} listening.")
    remark(
        "Next: upload it in the Teams admin center, under Teams apps, Manage apps, Upload new app; or for yourself "
        "in Teams, under Apps, Manage your apps, Upload an app. docs/teams.md shows the way."
    )
