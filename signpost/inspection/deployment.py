"""A whole deployment, finding by finding, in the order in which it matters."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from adapters.vault.sealing import Sealer
from bot.domain.person import Role
from bot.errors import ConfigurationError, NotRecorded, SignpostError
from bot.settings import Settings
from signpost.composition import open_store_of, policy_of
from signpost.configuration import config_file, read_environment, read_settings
from signpost.endpoint import base_url_problem
from signpost.environment import Secrets, read_secrets
from signpost.inspection.checkins import checkin_finding
from signpost.inspection.findings import Finding, State
from signpost.inspection.slack import slack_findings
from signpost.inspection.teams import teams_findings
from signpost.links import links_problem
from signpost.schema import NO_TABLES, schema_problem


async def inspect_deployment(config: Path | None, environ: Mapping[str, str], *, online: bool = False) -> list[Finding]:
    """Everything that ``signpost check`` says. Never raises for what is wrong.

    ``online``: the platforms are asked too; otherwise nothing but the database is called.
    """
    try:
        settings = read_settings(config, environ)
        secrets = read_secrets(read_environment(config, environ))
    except ConfigurationError as error:
        return [Finding(State.WRONG, "Configuration", f"{error.place}: {error.reason}")]
    findings = [_configuration(config, environ), _policy(settings), await asyncio.to_thread(_database, settings)]
    findings += _people(settings)
    if findings[2].state is State.GOOD:
        findings.append(await _clients(settings))
    findings += slack_findings(settings, secrets)
    if online:
        # They load the platforms' SDKs, which no other command should wait for.
        from signpost.inspection.slack_online import slack_answers
        from signpost.inspection.teams_online import teams_answers

        findings += await slack_answers(settings, secrets, findings[2].state is State.GOOD)
    findings += teams_findings(settings, secrets)
    if online:
        findings += await teams_answers(settings, secrets)
    findings += [_drafting(settings, secrets), await _listening(settings, secrets, findings[2].state is State.GOOD)]
    findings.append(await checkin_finding(settings, findings[2].state is State.GOOD))
    key = _secret_key(secrets)
    return [*findings, key, _links(settings, secrets, key)]


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
    if problem == NO_TABLES:
        return Finding(State.OFF, "Database", f"{kind}, without tables yet; `signpost run` makes them")
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


def _drafting(settings: Settings, secrets: Secrets) -> Finding:
    if settings.drafting.engine == "template":
        return Finding(State.GOOD, "Drafting", "by templates")
    if not secrets.openai_api_key:
        words = "the engine is openai, but the environment does not set OPENAI_API_KEY; templates are used"
        return Finding(State.WRONG, "Drafting", words)
    if problem := base_url_problem(secrets.openai_base_url):
        return Finding(State.WRONG, "Drafting", f"OPENAI_BASE_URL: {problem}")
    words = (
        f"a letter that somebody asks for is written by {_model(settings, secrets)} too, by templates where that fails"
    )
    return Finding(State.GOOD, "Drafting", words)


def _model(settings: Settings, secrets: Secrets) -> str:
    """Which one, and whose."""
    return f"{settings.openai.model} at {urlsplit(secrets.openai_base_url).hostname or 'OpenAI'}"


async def _listening(settings: Settings, secrets: Secrets, there: bool) -> Finding:
    """Whether it may be switched on, and where it is; ``there``: the tables can be read."""
    if settings.detection.mode == "disabled":
        return Finding(State.OFF, "Listening", "disabled; nothing is read in any channel")
    allowed = "an admin may switch it on, channel by channel"
    if settings.detection.engine == "openai":
        model = _openai(settings, secrets)
        if model.state is State.WRONG:
            return model
        allowed = model.words
    if not there:
        return Finding(State.GOOD, "Listening", allowed)
    store = open_store_of(settings)
    try:
        async with store.read() as unit:
            listened = await unit.listened.all()
    except NotRecorded as error:
        return Finding(State.WRONG, "Listening", f"the record cannot be read ({error})")
    finally:
        await store.close()
    on = [str(one.channel) for one in listened if one.hears]
    where = f"on in {', '.join(on)}" if on else "on in no channel"
    return Finding(State.GOOD, "Listening", f"{allowed}; {where}")


def _openai(settings: Settings, secrets: Secrets) -> Finding:
    """Never calls it: a request would cost money."""
    if not secrets.openai_api_key:
        words = "the engine is openai, but the environment does not set OPENAI_API_KEY; the local detector judges alone"
        return Finding(State.WRONG, "Listening", words)
    if problem := base_url_problem(secrets.openai_base_url):
        return Finding(State.WRONG, "Listening", f"OPENAI_BASE_URL: {problem}")
    limit = settings.openai.daily_requests
    words = f"an admin may switch it on, channel by channel; of doubtful messages at most {limit} a day may go to"
    words = f"{words} {_model(settings, secrets)}, where the admin allows that too"
    return Finding(State.GOOD, "Listening", words)


def _links(settings: Settings, secrets: Secrets, key: Finding) -> Finding:
    """The way from chat into our pages."""
    if key.state is State.WRONG:
        return Finding(State.WRONG, "Links", "there are none without a proper secret key")
    if problem := links_problem(settings, secrets):
        return Finding(State.OFF, "Links", f"{problem}; in chat everything works")
    return Finding(State.GOOD, "Links", f"“Open in browser” leads to {settings.public_url}/app/")


def _secret_key(secrets: Secrets) -> Finding:
    if secrets.secret_key:
        try:
            Sealer(secrets.secret_key)
        except ConfigurationError as error:
            return Finding(State.WRONG, "Secret key", f"{error.place}: {error.reason}")
        return Finding(State.GOOD, "Secret key", "SIGNPOST_SECRET_KEY is set")
    return Finding(State.OFF, "Secret key", "SIGNPOST_SECRET_KEY is not set; signed links and stored tokens need it")
