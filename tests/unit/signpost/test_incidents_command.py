"""``signpost incidents``: import and export."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from adapters.language.template import TemplateDrafter
from bot.domain.assessment import Stage
from bot.domain.client import Client
from bot.domain.incident import Incident, IncidentState, Reporter, Source
from bot.domain.person import Person
from bot.ports import Act, Unit
from bot.work.daily import check_day
from signpost.composition import kit_of
from signpost.records.export import Pseudonyms, incident_line
from tests.unit.signpost.deployment import Deployment

HEADER = "client,sign,severity,occurred_on,summary,quote,link,reporter\n"


async def of_acme(unit: Unit) -> Sequence[Incident]:
    client = await acme(unit)
    return await unit.incidents.of_client(client.id)


async def acme(unit: Unit) -> Client:
    client = await unit.clients.by_name("acme")
    assert client
    return client


async def everybody(unit: Unit) -> dict[str, Person]:
    return {person.id: person for person in await unit.people.everybody()}


async def acts(unit: Unit) -> list[Act]:
    return list(await unit.journal.acts())


async def deliveries(unit: Unit) -> list[object]:
    found: list[object] = []
    for person in await unit.people.everybody():
        found += await unit.deliveries.of_person(person.id)
        found += await unit.nudges.unfinished_of((await acme(unit)).id)
    return found


def brought(firm: Deployment, rows: str, name: str = "history.csv") -> str:
    return firm.done("incidents", "import", firm.file(name, HEADER + rows)).err


def test_import_fills_an_incident(firm: Deployment) -> None:
    said = brought(firm, "ACME,Late payment,,2026-03-01,Paid late,so sorry,https://x.example/1,slack:T01/U02\n")
    assert said == "1 incidents and 0 talks imported; nobody was told.\nAcme GmbH: calm\n"
    (incident,) = firm.read(of_acme)
    assert (incident.number, incident.sign, incident.severity) == (1, "late_payment", 2)
    assert (incident.summary, incident.quote, incident.link) == ("Paid late", "so sorry", "https://x.example/1")
    assert incident.occurred_on == incident.reported_on == incident.counted_on == date(2026, 3, 1)
    assert (incident.source, incident.state) == (Source.IMPORT, IncidentState.CONFIRMED)
    assert incident.by_lead and incident.about_oneself
    assert incident.reporter == firm.read(acme).deputies[0]
    assert not incident.names_consented


def test_import_gives_each_word_for_a_reporter_one_person(firm: Deployment) -> None:
    names = ("Anna B.", "anna b.", "Anna B.")
    brought(firm, "".join(f"acme,ethics,1,2026-03-0{n},a,,,{name}\n" for n, name in enumerate(names, 1)))
    third, second, first = firm.read(of_acme)
    assert first.reporter == third.reporter != second.reporter
    person = firm.read(everybody)[first.reporter or ""]
    assert person.name == "Anna B."
    assert str(person.refs[0]) == "import:file/Anna%20B."


def test_import_stages_the_client_and_tells_nobody(firm: Deployment) -> None:
    today = datetime.now(UTC).date()
    rows = "".join(
        f"acme,disrespect,2,{today},summary {n},,,r{n}\nacme,ethics,1,{today},and {n},,,r{n}\n" for n in (1, 2)
    )
    assert "Acme GmbH: talk" in brought(firm, rows)
    standing = firm.read(acme).standing
    assert (standing.stage, standing.announced) == (Stage.TALK, False)
    firm.on_store(lambda store: check_day(store, kit_of(firm.settings), TemplateDrafter()))
    assert firm.read(deliveries) == []
    assert firm.read(acme).standing.stage is Stage.TALK


def test_import_again_skips_what_is_there(firm: Deployment) -> None:
    rows = "acme,ethics,1,2026-03-01,a,,,x\nacme,ethics,1,2026-03-01,a,,,x\nacme,ethics,1,2026-03-01,a,,,y\n"
    assert "2 incidents and 0 talks imported" in (first := brought(firm, rows))
    assert "1 rows were there already" in first
    second = brought(firm, rows + "acme,ethics,1,2026-03-02,a,,,x\n", "again.csv")
    assert "1 incidents" in second
    assert "3 rows were there already" in second
    assert [incident.number for incident in reversed(firm.read(of_acme))] == [1, 2, 3]


def test_import_takes_talks_and_confirmed_incidents_only(firm: Deployment) -> None:
    lines = [
        {"client": "Acme GmbH", "talk": "2026-03-05", "outcome": "agreed", "lead": "slack:T01/U01"},
        {"client": "acme", "sign": "ethics", "occurred_on": "2026-03-01", "summary": "a", "reporters": ["r1", "r2"]},
        {"client": "nobody", "sign": "ethics", "occurred_on": "2026-03-01", "summary": "b", "state": "withdrawn"},
    ]
    content = "\n".join(map(json.dumps, lines))
    for expected in ("1 incidents and 1 talks imported", "2 rows were there already"):
        said = firm.done("incidents", "import", firm.file("record.jsonl", content))
        assert expected in said.err
        assert "1 rows are not confirmed" in said.err
    (incident,) = firm.read(of_acme)
    assert len(incident.reporters) == 2


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("acmee,ethics,1,2026-03-01,a,,,", "client", "there is no client 'acmee'; did you mean 'acme'?"),
        ("zzzzzz,ethics,1,2026-03-01,a,,,", "client", "`signpost clients list` shows them all"),
        ("acme,etics,1,2026-03-01,a,,,", "sign", "did you mean ethics?"),
        ("acme,xxxxxxx,1,2026-03-01,a,,,", "sign", "must be one of extra_demands, disrespect"),
        ("acme,ethics,4,2026-03-01,a,,,", "severity", "must be one of 1, 2, 3, not '4'"),
        ("acme,ethics,1,2999-03-01,a,,,", "occurred_on", "2999-03-01 is in the future"),
        ("acme,ethics,1,March,a,,,", "occurred_on", "must be a day such as 2026-11-24, not 'March'"),
        ("acme,ethics,1,2026-03-01,,,,", "summary", "is missing"),
        ("acme,ethics,1,2026-03-01," + "x" * 2001 + ",,,", "summary", "has 2001 characters; the limit is 2000"),
        ("acme,ethics,1,2026-03-01,a," + "x" * 3001 + ",,", "quote", "has 3001 characters; the limit is 3000"),
        (",ethics,1,2026-03-01,a,,,", "client", "is missing"),
    ],
)
def test_import_when_a_row_is_wrong_takes_nothing(firm: Deployment, row: str, column: str, reason: str) -> None:
    fine = "acme,ethics,1,2026-03-01,fine,,,new person\n"
    said = firm.run("incidents", "import", firm.file("history.csv", f"{HEADER}{fine}{row}\n"))
    assert said.status == 1
    assert said.err.startswith(f"Nothing was imported: history.csv, line 3, column {column}: ")
    assert reason in said.err
    assert not firm.read(of_acme)
    assert "new person" not in {person.name for person in firm.read(everybody).values()}


@pytest.mark.parametrize(("length", "accepted"), [(2000, True), (2001, False)])
def test_import_holds_the_limit_of_summaries(firm: Deployment, length: int, accepted: bool) -> None:
    file = firm.file("history.csv", f"{HEADER}acme,ethics,1,2026-03-01,{'x' * length},,,\n")
    assert (firm.run("incidents", "import", file).status == 0) is accepted


def test_import_without_any_client_says_how_to_add_some(deployment: Deployment) -> None:
    file = deployment.file("history.csv", HEADER + "acme,ethics,1,2026-03-01,a,,,\n")
    assert "add some with `signpost clients import`" in deployment.run("incidents", "import", file).err


def test_export_has_the_fields_and_pseudonyms_of_the_design(firm: Deployment) -> None:
    brought(
        firm,
        "acme,ethics,1,2026-03-01,a,said it,https://x.example,Canary One\n"
        "beta ag,ethics,1,2026-03-02,b,,,slack:T01/U01\n",
    )
    brought(firm, "acme,late_payment,2,2026-03-03,c,,,Canary One\n", "more.csv")
    talk = {"client": "acme", "talk": "2026-03-05", "outcome": "agreed", "lead": "slack:T01/U01"}
    firm.done("incidents", "import", firm.file("talks.jsonl", json.dumps(talk)))
    said = firm.done("incidents", "export", "--with-talks")
    one, two, three, talked = said.lines
    assert list(one) == [
        *("id", "client", "sign", "severity", "state", "source", "summary", "quote", "link"),
        *("occurred_on", "reported_on", "reporters"),
    ]
    assert (one["quote"], one["link"]) == ("", "")
    assert [line["reporters"] for line in (one, two, three)] == [["r1"], ["r2"], ["r1"]]
    assert talked == {"client": "Acme GmbH", "talk": "2026-03-05", "outcome": "agreed", "lead": "r2"}
    assert "Canary" not in said.out and "U01" not in said.out


def test_export_of_one_client_is_written_to_the_audit_log(firm: Deployment) -> None:
    brought(firm, "acme,ethics,1,2026-03-01,a,,,x\nbeta ag,ethics,1,2026-03-02,b,,,y\n")
    said = firm.done("incidents", "export", "--client", "ACME")
    assert [(line["client"], line["reporters"]) for line in said.lines] == [("Acme GmbH", ["r1"])]
    act = firm.read(acts)[0]
    assert (act.act, act.subject, act.detail) == (
        "incidents_exported",
        firm.read(acme).id,
        {"incidents": "1", "talks": "0"},
    )


def test_export_of_an_unknown_client_names_the_nearest(firm: Deployment) -> None:
    said = firm.run("incidents", "export", "--client", "acne")
    assert (said.status, said.out) == (1, "")
    assert said.err == "there is no client 'acne'; did you mean 'acme'?\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_exported_csv_holds_no_formula_and_comes_back(firm: Deployment, start: str) -> None:
    brought(firm, f'acme,ethics,1,2026-03-01,"{start}1+1; ""x"", y",,,{start}reporter\n')
    out = firm.done("incidents", "export", "--format", "csv", "--with-talks").out
    for row in csv.reader(io.StringIO(out)):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row)
    said = firm.done("incidents", "import", firm.file("back.csv", out.replace(",r1,", f",{start}reporter,")))
    assert "1 rows were there already" in said.err  # so every cell came back as it was
    assert {incident.summary for incident in firm.read(of_acme)} == {f'{start}1+1; "x", y'}


def test_exported_lines_can_be_imported_again(firm: Deployment) -> None:
    brought(firm, "acme,ethics,1,2026-03-01,a,,,x\n")
    file = firm.file("export.jsonl", firm.done("incidents", "export").out)
    assert "1 incidents" in firm.done("incidents", "import", file).err
    assert "1 rows were there already" in firm.done("incidents", "import", file).err


@pytest.mark.parametrize("consent", [True, False])
def test_quote_and_link_need_the_first_reporters_consent(consent: bool) -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    incident = Incident(
        id="i",
        number=1,
        client="c",
        sign="ethics",
        summary="s",
        quote="q",
        link="l",
        occurred_on=moment.date(),
        reported_on=moment.date(),
        reported_at=moment,
        reporters=(Reporter(person="p", joined_at=moment, consent=consent), Reporter(person="w", joined_at=moment)),
    )
    line = incident_line(incident, {"c": "Acme"}, Pseudonyms())
    assert (line["quote"], line["link"]) == (("q", "l") if consent else ("", ""))
    assert line["reporters"] == ["r1", "r2"]
    waiting = replace(incident, client=None, client_words="Newco", state=IncidentState.WAITING)
    assert incident_line(waiting, {"c": "Acme"}, Pseudonyms())["client"] == "Newco"
