"""``signpost clients``: import and list."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.assessment import Stage
from bot.domain.client import Client, ContractKind
from bot.domain.incident import Incident, IncidentState
from bot.domain.person import ChannelRef, PersonRef
from bot.ports import Unit
from tests.unit.signpost.deployment import Deployment


async def acme(unit: Unit) -> Client:
    client = await unit.clients.by_name("acme")
    assert client
    return client


async def names(unit: Unit) -> list[str]:
    return [client.name for client in await unit.clients.all()]


async def roles_of_owner(unit: Unit) -> set[str]:
    person = await unit.people.by_ref(PersonRef("slack", "T01", "U0OWNER"))
    assert person
    return {role.value for role in person.roles}


def test_import_reads_every_column(deployment: Deployment) -> None:
    file = deployment.file(
        "list.csv",
        "name,aliases,language,leads,deputies,channels,contract_kind,contract_start,term_end,notice,clause,pay_rhythm,"
        "monthly_value,currency,country\n"
        "Acme GmbH,acme;ACME Corp,de,slack:T01/U01;slack:T01/U0OWNER,slack:T01/U02;slack:T01/U01,slack:T01/C0ACME,"
        'works,01.02.2024,2027-01-31,6 weeks to quarter_end,§ 9,month,"4500,5",CHF,CH\n',
    )
    said = deployment.done("clients", "import", file)
    assert (said.out, said.err) == ("", "1 added, 0 updated.\n")
    client = deployment.read(acme)
    assert (client.name, client.aliases, client.language) == ("Acme GmbH", ("acme", "ACME Corp"), "de")
    assert client.channels == (ChannelRef("slack", "T01", "C0ACME"),)
    assert (len(client.leads), len(client.deputies)) == (2, 1)
    contract = client.contract
    assert (contract.kind, contract.start, contract.term_end) == (
        ContractKind.WORKS,
        date(2024, 2, 1),
        date(2027, 1, 31),
    )
    assert (contract.notice, contract.clause, contract.pay_rhythm) == ("6 weeks to quarter_end", "§ 9", "month")
    assert (contract.monthly_value, contract.currency, contract.country) == (Decimal("4500.5"), "CHF", "CH")
    assert deployment.read(roles_of_owner) == {"member", "owner"}


def test_import_of_a_known_name_updates_and_empty_cells_keep(firm: Deployment) -> None:
    before = firm.read(acme)
    said = firm.done("clients", "import", firm.file("more.csv", "name,aliases,language\nACME  gmbh,,en\nGamma,g,\n"))
    assert said.err == "1 added, 1 updated.\n"
    after = firm.read(acme)
    assert (after.id, after.name, after.language) == (before.id, "ACME  gmbh", "en")
    assert (after.aliases, after.leads, after.channels) == (before.aliases, before.leads, before.channels)


def test_listed_csv_can_be_imported_again_and_changes_nothing(firm: Deployment) -> None:
    listed = firm.done("clients", "list", "--format", "csv").out
    assert firm.done("clients", "import", firm.file("again.csv", listed)).err == "0 added, 2 updated.\n"
    assert firm.done("clients", "list", "--format", "csv").out == listed


def test_list_as_text_is_aligned_and_as_json_has_refs(firm: Deployment) -> None:
    assert firm.done("clients", "list").out.splitlines() == [
        "client     stage  state   leads",
        "Acme GmbH  calm   active  U01",
        "Beta AG    calm   active  U01",
    ]
    first = firm.done("clients", "list", "--format", "jsonl").lines[0]
    assert (first["name"], first["leads"], first["stage"]) == ("Acme GmbH", ["slack:T01/U01"], "calm")


def test_list_of_nothing_says_how_to_begin(deployment: Deployment) -> None:
    said = deployment.done("clients", "list")
    assert said.out == ""
    assert "signpost clients import" in said.err


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("name,aliases\n ,x", "name", "is missing"),
        ("name\n...", "name", "must be a name with a letter or digit in it"),
        ("name\n" + "x" * 81, "name", "has 81 characters; the limit is 80"),
        ("name,language\nA,fr", "language", "must be one of de, en, not 'fr'"),
        ("name,leads\nA,alice", "leads", "a person is written platform:workspace/user, not 'alice'"),
        ("name,channels\nA,#acme", "channels", "a channel is written platform:workspace/channel"),
        ("name,contract_kind\nA,servise", "contract_kind", "did you mean service?"),
        ("name,contract_start\nA,31.02.2026", "contract_start", "must be a day such as 2026-11-24, not '31.02.2026'"),
        ("name,contract_start,term_end\nA,2026-02-01,2026-01-31", "term_end", "is before the contract's start"),
        ("name,notice\nA,soon", "notice", "must be `3 months to month_end`"),
        ("name,notice\nA,0 months to month_end", "notice", "must be `3 months to month_end`"),
        ("name,pay_rhythm\nA,yearly", "pay_rhythm", "must be one of day, week, month, quarter, none"),
        ("name,monthly_value\nA,1.234.56", "monthly_value", "must be a number such as 4500"),
        ("name,monthly_value\nA,-1", "monthly_value", "must be an amount with at most two decimals"),
        ("name,monthly_value\nA,NaN", "monthly_value", "must be an amount"),
        ("name,currency\nA,euro", "currency", "three capital letters such as EUR"),
        ("name,country\nA,FR", "country", "must be one of DE, AT, CH"),
        ("name,aliases\nA,b\nB!,c", "name", "'B!' is in line 2 already"),
        ("name,channels\nA,slack:T/C\nB,slack:T/C", "channels", "'slack:T/C' is in line 2 already"),
        ("name,aliases\nA," + ";".join(f"a{n}" for n in range(21)), "aliases", "there are 21; the limit is 20"),
        ("name,aliases\nNew,acme", "aliases", "belongs to the client Acme GmbH"),
        ("name,channels\nNew,slack:T01/C0ACME", "channels", "belongs to the client Acme GmbH"),
    ],
)
def test_import_when_a_row_is_wrong_takes_nothing(firm: Deployment, cells: str, column: str, reason: str) -> None:
    header, _, rest = cells.partition("\n")
    filler = "Fine" + "," * header.count(",")
    said = firm.run("clients", "import", firm.file("list.csv", f"{header}\n{rest}\n{filler}\n"))
    assert said.status == 1
    assert said.err.startswith("Nothing was imported: list.csv, line ")
    assert f"column {column}: " in said.err
    assert reason in said.err
    assert said.err.count("\n") == 1
    assert firm.read(names) == ["Acme GmbH", "Beta AG"]


@pytest.mark.parametrize("notice", ["any", "3 months to month_end", "1 month to year_end", "14  days to quarter_end"])
def test_import_knows_the_forms_of_notice(deployment: Deployment, notice: str) -> None:
    deployment.done("clients", "import", deployment.file("list.csv", f"name,notice\nAcme,{notice}\n"))
    assert deployment.read(acme).contract.notice == " ".join(notice.split())


def test_import_files_reports_that_waited_for_a_client(deployment: Deployment) -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    waiting = Incident(
        id="i1",
        number=1,
        client=None,
        client_words="ACME!",
        sign="ethics",
        summary="s",
        occurred_on=moment.date(),
        reported_on=moment.date(),
        reported_at=moment,
        state=IncidentState.WAITING,
    )
    deployment.write(lambda unit: unit.incidents.save(waiting))
    said = deployment.done("clients", "import", deployment.file("list.csv", "name,aliases\nAcme GmbH,acme\n"))
    assert "Filed 1 report kept until one of these clients was known." in said.err

    async def stage(unit: Unit) -> tuple[IncidentState, Stage]:
        (filed,) = await unit.incidents.everything()
        (client,) = await unit.clients.all()
        return filed.state, client.standing.stage

    assert deployment.read(stage) == (IncidentState.CONFIRMED, Stage.EXIT)
