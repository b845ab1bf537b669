"""What is in place in a deployment and what is missing, finding by finding; nothing is changed by looking."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from importlib.util import find_spec
from pathlib import Path

from bot.domain.person import Role
from bot.errors import ConfigurationError, NotRecorded, SignpostError
from bot.settings import Settings
from signpost.composition import open_store_of, policy_of
from signpost.configuration import config_file, read_environment, read_settings
from signpost.environment import Secrets, read_secrets
from signpost.schema import schema_problem


class State(Enum):
    GOOD = auto()
    OFF = auto()
    WRONG = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    state: State
    subject: str
    words: str


async def inspect_deployment(config: Path | None, environ: Mapping[str, str]) -> list[Finding]:
    """Everything that ``signpost check`` says, in the order in which it matters. Never raises for what is wrong."""
    try:
        settings = read_settings(config, environ)
        secrets = read_secrets(read_environment(config, environ))
    except ConfigurationError as error:
        return [Finding(State.WRONG, "Configuration", f"{error.place}: {error.reason}")]
    findings = [_configuration(config, environ), _policy(settings), await asyncio.to_thread(_database, settings)]
    findings += _people(settings)
    if findings[2].state is State.GOOD:
        findings.append(await _clients(settings))
    return [*findings, *_doors(settings, secrets), *_engines(settings, secrets), _secret_key(secrets)]


def _configuration(config: Path | None, environ: Mapping[str, str]) -> Finding:
    file, _ = config_file(config, environ)
    if not file.exists():
        return Finding(State.OFF, "Configuration", f"there is no {file} here; the defaults are used")
    return Finding(State.GOOD, "Configuration", f"{file.resolve()} is read")


def _policy(settings: Settings) -> Finding:
    try:
        policy = policy_of(settings)
    except ConfigurationError as error:
        return Finding(State.WRONG, "Policy", f"{error.place}: {error.reason}")
    return Finding(State.GOOD, "Policy", f"{settings.policy.file.name}, version {policy.version}")


def _database(settings: Settings) -> Finding:
    kind = "SQLite" if settings.storage.url.reveal().startswith("sqlite") else "PostgreSQL"
    try:
        problem = schema_problem(settings)
    except NotRecorded as error:
        return Finding(State.WRONG, "Database", f"{kind} cannot be reached ({error})")
    except SignpostError as error:
        return Finding(State.WRONG, "Database", str(error))
    if problem:
        return Finding(State.WRONG, "Database", problem)
    return Finding(State.GOOD, "Database", f"{kind}, reachable, its tables are up to date")


def _people(settings: Settings) -> Iterator[Finding]:
    owners, admins = settings.people.owners, settings.people.admins
    if owners:
        yield Finding(State.GOOD, "Owners", ", ".join(map(str, owners)))
    else:
        words = "there is none, so nobody is the last to be told; put one into people.owners (/client-setup tells ids)"
        yield Finding(State.WRONG, "Owners", words)
    words = ", ".join(map(str, admins)) or "none; only owners can set up clients until people.admins names one"
    yield Finding(State.GOOD if admins else State.OFF, "Admins", words)


async def _clients(settings: Settings) -> Finding:
    store = open_store_of(settings)
    try:
        async with store.read() as unit:
            clients = await unit.clients.all()
            owners = [person for person in await unit.people.everybody() if Role.OWNER in person.roles]
    except NotRecorded as error:
        return Finding(State.WRONG, "Clients", f"the record cannot be read ({error})")
    finally:
        await store.close()
    if not clients:
        return Finding(State.OFF, "Clients", "none yet; `signpost clients import FILE.csv` or /client-setup adds some")
    alone = sum(1 for client in clients if not client.leads)
    words = (
        f"{len(clients)}, {alone} of them without a lead (their nudges go to the owner)" if alone else f"{len(clients)}"
    )
    return Finding(State.GOOD, "Clients", words + ("" if owners else "; no owner has been met in a chat yet"))


def _doors(settings: Settings, secrets: Secrets) -> Iterator[Finding]:
    slack, teams = settings.slack.mode, settings.teams.mode
    needed: dict[str, Callable[[], bool]] = {"SLACK_BOT_TOKEN": lambda: bool(secrets.slack_bot_token)}
    if slack == "socket":
        needed["SLACK_APP_TOKEN"] = lambda: bool(secrets.slack_app_token)
    else:
        needed["SLACK_SIGNING_SECRET"] = lambda: bool(secrets.slack_signing_secret)
        if secrets.slack_client_id and secrets.slack_client_secret:
            del needed["SLACK_BOT_TOKEN"]  # tokens come by OAuth, one a workspace
    yield _door("Slack", "adapters.slack", slack, needed)
    needed = {
        "MicrosoftAppId": lambda: bool(secrets.microsoft_app_id),
        "MicrosoftAppTenantId": lambda: bool(secrets.microsoft_app_tenant or settings.teams.allowed_tenants),
    }
    if settings.teams.app_type == "SingleTenant":
        needed["MicrosoftAppPassword"] = lambda: bool(secrets.microsoft_app_password)
    yield _door("Teams", "adapters.teams", teams, needed)


def _door(name: str, package: str, mode: str, needed: Mapping[str, Callable[[], bool]]) -> Finding:
    if mode == "disabled":
        return Finding(State.OFF, name, "disabled")
    if find_spec(package) is None:
        return Finding(State.WRONG, name, f"mode is {mode}, but this version has no door to {name}")
    missing = [variable for variable, is_set in needed.items() if not is_set()]
    if missing:
        return Finding(State.WRONG, name, f"mode is {mode}, but the environment does not set {', '.join(missing)}")
    return Finding(State.GOOD, name, f"mode {mode}; everything it needs is set")


def _engines(settings: Settings, secrets: Secrets) -> Iterator[Finding]:
    """What writes texts and what listens."""
    if settings.drafting.engine == "template":
        yield Finding(State.GOOD, "Drafting", "by templates")
    else:
        yield _openai("Drafting", "adapters.language.openai", secrets)
    if settings.detection.mode == "disabled":
        yield Finding(State.OFF, "Listening", "disabled; nothing is read in any channel")
    elif settings.detection.engine == "openai":
        yield _openai("Listening", "adapters.language.openai", secrets)
    elif find_spec("adapters.language.local") is None:
        yield Finding(State.WRONG, "Listening", "detection.mode is ask, but this version does not listen")
    else:
        yield Finding(State.GOOD, "Listening", "an admin may switch it on, channel by channel")


def _openai(subject: str, package: str, secrets: Secrets) -> Finding:
    if find_spec(package) is None:
        return Finding(State.WRONG, subject, "the engine is openai, but this version has none")
    if not secrets.openai_api_key:
        return Finding(State.WRONG, subject, "the engine is openai, but the environment does not set OPENAI_API_KEY")
    return Finding(State.GOOD, subject, "by a language model")


def _secret_key(secrets: Secrets) -> Finding:
    if secrets.secret_key:
        return Finding(State.GOOD, "Secret key", "SIGNPOST_SECRET_KEY is set")
    return Finding(State.OFF, "Secret key", "SIGNPOST_SECRET_KEY is not set; signed links and stored tokens need it")
