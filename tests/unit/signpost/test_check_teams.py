"""``signpost check`` for Teams: what is missing, in words that say what to do; ``--online``: what Microsoft says."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from adapters.teams.cloud import Cloud
from bot.settings import Secret, Settings, Teams
from signpost.environment import Secrets
from signpost.inspection.findings import State
from signpost.inspection.teams_online import teams_answers
from tests.slack import faults
from tests.teams.issuer import APP_ID, TENANT, Issuer, issuer, published
from tests.unit.signpost.deployment import Deployment, Said
from tests.unit.signpost.test_check_slack import checked

OWNER = f"people: {{owners: ['teams:{TENANT}/c0000000-0000-4000-8000-000000000001']}}\n"
HTTP = OWNER + "teams: {mode: http}\npublic_url: https://signpost.invalid\n"
MSI = HTTP.replace("mode: http", "mode: http, app_type: UserAssignedMSI")
APP = {"MicrosoftAppId": APP_ID}
OWN = {"MicrosoftAppTenantId": TENANT}
PASSWORD = {"MicrosoftAppPassword": "canary-password"}
OTHER = "c0000000-0000-4000-8000-00000000000c"


def teams_lines(said: Said) -> list[str]:
    return [line for line in said.out.splitlines() if line[2:].startswith("Teams")]


@pytest.mark.parametrize(
    ("text", "variables", "words"),
    [
        (HTTP, APP | OWN | PASSWORD, "mode http, SingleTenant; everything it needs is set"),
        (MSI, APP | OWN, "mode http, UserAssignedMSI; everything it needs is set"),
        (MSI.replace("MSI}", f"MSI, allowed_tenants: [{TENANT}]}}"), APP, "mode http, UserAssignedMSI; everything"),
        (HTTP, APP | {"MicrosoftAppTenantId": TENANT.upper()} | PASSWORD, "mode http, SingleTenant; everything"),
        (HTTP.replace(TENANT, TENANT.upper()), APP | OWN | PASSWORD, "mode http, SingleTenant; everything it needs"),
    ],
    ids=["password", "identity", "listed", "capital tenant", "capital owner"],
)
def test_check_of_teams_with_all_it_needs(
    deployment: Deployment, text: str, variables: Mapping[str, str], words: str
) -> None:
    said = checked(deployment, text, variables)
    [line] = teams_lines(said)
    assert line.startswith(f"✓ Teams: {words}")
    assert said.status == 0


@pytest.mark.parametrize(
    ("text", "variables", "words"),
    [
        (HTTP, APP | OWN, "mode is http, but MicrosoftAppPassword is not set: make a client secret under"),
        (HTTP, APP | PASSWORD, "mode is http, but MicrosoftAppTenantId is not set: it stands on"),
        (MSI, APP, "mode is http, but MicrosoftAppTenantId is not set"),
        (HTTP, {}, "mode is http, but neither MicrosoftAppId nor MicrosoftAppTenantId is set"),
        (HTTP, OWN, "mode is http, but MicrosoftAppId is not set, so nothing would tell Teams from anybody else"),
        (
            OWNER + "teams: {mode: http}\nserver: {host: 0.0.0.0}\n",
            OWN,
            "mode is http, but MicrosoftAppId is not set, so nothing would tell Teams from anybody else",
        ),
        (HTTP, {"MicrosoftAppId": "canary"} | OWN | PASSWORD, "MicrosoftAppId is no app's id, which looks like 0000"),
        (
            HTTP.replace("mode: http", f"mode: http, allowed_tenants: [{TENANT}]"),
            APP | {"MicrosoftAppTenantId": "canary"} | PASSWORD,
            "MicrosoftAppTenantId is no tenant's id",
        ),
        (HTTP, APP | OWN | {"MicrosoftAppPassword": APP_ID}, "MicrosoftAppPassword holds the secret's id, not the"),
        (
            HTTP.replace("mode: http", f"mode: http, allowed_tenants: [{TENANT}, acme]"),
            APP | OWN | PASSWORD,
            "teams.allowed_tenants: 'acme' is no tenant's id; such an id looks like 0000",
        ),
        (HTTP.replace("https", "http"), APP | OWN | PASSWORD, "public_url is http://signpost.invalid, but Teams calls"),
        (
            HTTP.replace(f"teams:{TENANT}", f"teams:{OTHER}"),
            APP | OWN | PASSWORD,
            f"people.owners: teams:{OTHER}/c0000000-0000-4000-8000-000000000001 is of a tenant that Microsoft",
        ),
        (
            HTTP.replace(f"'teams:{TENANT}/", "'practice:demo/"),
            APP | OWN | PASSWORD,
            "people.owners: no open door leads to practice:demo/c0000000-0000-4000-8000-000000000001 or anybody else "
            "there; write teams:TENANT/OBJECT-ID",
        ),
    ],
    ids=lambda value: value[:50] if isinstance(value, str) else "",
)
def test_check_of_teams_tells_the_one_problem(
    deployment: Deployment, text: str, variables: Mapping[str, str], words: str
) -> None:
    said = checked(deployment, text, variables)
    assert said.status == 1
    wrong = [line for line in teams_lines(said) if line.startswith("✗")]
    assert len(wrong) == 1 and wrong[0].startswith(f"✗ Teams: {words}")


def test_check_remarks_on_a_bot_for_this_machine_only(deployment: Deployment) -> None:
    said = checked(deployment, OWNER + f"teams: {{mode: http, allowed_tenants: [{TENANT}]}}\n", {})
    assert said.status == 0
    assert teams_lines(said) == [
        "– Teams: mode http, but MicrosoftAppId is not set: only Microsoft's test client on this machine can talk to "
        "the bot",
    ]


def test_check_remarks_on_a_list_that_leaves_out_the_own_firm(deployment: Deployment) -> None:
    text = HTTP.replace("mode: http", f"mode: http, allowed_tenants: [{OTHER}]").replace(
        f"teams:{TENANT}", f"teams:{OTHER}"
    )
    said = checked(deployment, text, APP | OWN | PASSWORD)
    assert f"teams.allowed_tenants leaves out {TENANT}, the tenant of the app itself" in teams_lines(said)[1]


def test_check_remarks_on_a_password_that_idles(deployment: Deployment) -> None:
    said = checked(deployment, MSI, APP | OWN | PASSWORD)
    assert said.status == 0 and "MicrosoftAppPassword idles" in teams_lines(said)[1]


def test_people_of_both_doors_are_met_where_both_are_open(deployment: Deployment) -> None:
    text = HTTP.replace("{owners: [", "{owners: ['slack:T01TEST/U1', ") + "slack: {mode: socket}\n"
    said = checked(deployment, text, APP | OWN | PASSWORD)
    assert "no open door" not in said.out


# --- Online ------------------------------------------------------------------------------------------------------


@pytest.fixture
async def trusted() -> AsyncIterator[Issuer]:
    async with issuer() as found:
        yield found


def secrets(**changes: Any) -> Secrets:
    own: dict[str, Any] = {
        "microsoft_app_id": APP_ID,
        "microsoft_app_password": Secret("canary"),
        "microsoft_app_tenant": TENANT,
    }
    return Secrets(**(own | changes))


async def lines(cloud: Cloud, secrets: Secrets, **changes: Any) -> list[tuple[State, str, str]]:
    settings = Settings(teams=Teams(mode="http", **changes), public_url=cloud.login_url.removesuffix("/login"))
    found = await teams_answers(settings, secrets, cloud)
    assert all("canary" not in one.words for one in found)
    return [(one.state, one.subject, one.words) for one in found]


async def test_online_check_of_what_works(trusted: Issuer) -> None:
    token, keys, address = await lines(trusted.cloud(), secrets())
    assert token == (State.GOOD, "Teams token", "Microsoft's login accepts the app and gives it one")
    assert keys == (State.GOOD, "Teams keys", "2 with which Teams may sign")
    assert address[:2] == (State.WRONG, "Teams address"), "the issuer has no /healthz"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"error": "invalid_client", "error_codes": [7000215]}, "MicrosoftAppPassword is not the secret's value"),
        ({"error": "invalid_client", "error_codes": [7000222]}, "the secret has expired"),
        ({"error": "unauthorized_client", "error_codes": [700016]}, "no app of that MicrosoftAppId is registered"),
        ({"error": "invalid_request", "error_codes": [90002]}, "there is no tenant of that MicrosoftAppTenantId"),
        ({"error": "odd"}, "compare all three with the app's registration"),
    ],
)
async def test_online_check_says_what_mends_a_refusal(trusted: Issuer, answer: dict[str, Any], words: str) -> None:
    trusted.login_answer = answer | {"error_description": "canary"}
    token, *_ = await lines(trusted.cloud(), secrets())
    assert token[:2] == (State.WRONG, "Teams token") and words in token[2]


async def test_online_check_while_microsoft_does_not_answer(trusted: Issuer) -> None:
    trusted.faults.always("login", faults.reset_before())
    trusted.faults.always("metadata", faults.broken_json())
    token, keys, _ = await lines(trusted.cloud(), secrets())
    assert token[0] is State.WRONG and "could not be asked: the connection broke" in token[2]
    assert keys[0] is State.WRONG and "the answer cannot be read. Without them nobody is let in" in keys[2]


async def test_online_check_of_keys_that_may_not_speak_for_teams(trusted: Issuer) -> None:
    trusted.keys = [published("k", "own", ["skype"])]
    _, keys, _ = await lines(trusted.cloud(), secrets())
    assert keys[0] is State.WRONG and keys[2].startswith("none of those")


async def test_online_check_asks_nothing_where_the_form_is_wrong_already(trusted: Issuer) -> None:
    assert await lines(trusted.cloud(), secrets(microsoft_app_id="no-id")) == []
    found = await lines(trusted.cloud(), secrets(microsoft_app_password=Secret()))
    assert [subject for _, subject, _ in found] == ["Teams keys", "Teams address"] and trusted.logins == []
