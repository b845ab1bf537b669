"""A client's dossier: what is in it for whom, in which form, and that it can be made again byte by byte."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from adapters.charts import ChartsApart
from adapters.documents import DocumentsApart
from bot.domain.dossier import FORMS, DossierForm, Made, Period
from bot.dossier.entries import COLUMNS
from bot.dossier.making import Order, Workshop, whole_record
from bot.errors import NotFound
from bot.messages import Pressed
from tests.adapters.documents.reading import pdf_acts, pdf_text
from tests.adapters.practice.hostile import HOSTILE
from tests.dialogs.house import House, asked

REPORTERS = ("zyxanna", "qwurben")


@pytest.fixture(scope="module")
def presses() -> Iterator[tuple[ChartsApart, DocumentsApart]]:
    charts, documents = ChartsApart(), DocumentsApart()
    yield charts, documents
    charts.close()
    documents.close()


class Desk:
    """Makes dossiers of the one client for the people of a house."""

    def __init__(self, house: House, presses: tuple[ChartsApart, DocumentsApart]) -> None:
        self.house = house
        self._shop = Workshop(house.store, house.kit, *presses)

    async def made(
        self, form: DossierForm, who: str = "olivia", period: Period | None = None, language: str = "en"
    ) -> tuple[Made, bytes]:
        today, out = self.house.kit.today(), io.BytesIO()
        async with self.house.store.read() as unit:
            reader = await unit.people.by_id(await self.house.id_of(who))
        order = Order(
            client=(await self.house.client("Acme")).id,
            period=period or whole_record(today, 365),
            form=form,
            language=language,
            reader=reader,
        )
        return await self._shop.make(order, out), out.getvalue()

    async def lines(self, who: str = "olivia", part: str = "", **more: Any) -> list[Mapping[str, Any]]:
        _, content = await self.made("jsonl", who, **more)
        found = [json.loads(line) for line in content.decode().splitlines()]
        return [line for line in found if not part or line["part"] == part]


@pytest.fixture
async def desk(presses: tuple[ChartsApart, DocumentsApart]) -> Desk:
    house = House()
    await house.opens(*REPORTERS, "lena", "dora", "paul")
    await house.has_client("Acme", "lena", "dora", clause="§ 9 of the contract")
    return Desk(house, presses)


async def a_bad_year(house: House) -> None:
    for reporter in (*REPORTERS, "lena"):
        await house.files(reporter, "Acme", "disrespect", 2, f"shouted at {len(reporter)} people")
        await house.passes(days=1)
    await house.files("zyxanna", "Acme", "late_payment", 3, "invoice 7 is 40 days late")
    form = asked(await house.says("lena", "/client-talk acme"))
    await house.submits("lena", form, {"outcome": "agreed", "note": "pays within 14 days"})
    await house.says("lena", "/client-talk acme")
    form = asked(await house.presses("lena", "Draft message", await house.page("lena", "client", form.fields[0].value)))
    await house.submits("lena", form, {"kind": "boundary"})
    await house.settles()


async def test_dossier_holds_the_record(desk: Desk) -> None:
    await a_bad_year(desk.house)
    parts = {line["part"] for line in await desk.lines()}
    assert parts >= {"head", "contract", "score", "reason", "incident", "talk", "message", "stage", "end"}
    (late,) = [line for line in await desk.lines(part="incident") if line["what"] == "late_payment"]
    assert (late["text"], late["severity"], late["state"]) == ("invoice 7 is 40 days late", 3, "confirmed")
    (talk,) = await desk.lines(part="talk")
    assert (talk["what"], talk["text"]) == ("agreed", "pays within 14 days")
    head = {line["what"]: line["text"] for line in await desk.lines(part="head")}
    assert head["policy"] == desk.house.kit.policy.version
    score = await desk.lines(part="score")
    assert sum(float(line["points"]) for line in score) == pytest.approx(float(head["score"]), abs=1e-5)


async def test_what_is_handed_over_and_unpaid_stands_in_it_without_by_whom(desk: Desk) -> None:
    house, client = desk.house, (await desk.house.client("Acme")).id
    form = asked(await house.says("lena", "/client-exit acme"))
    await house.submits("lena", form, {"state": "parting", "reason": "it does not get better"})
    form = asked(await house.answers(Pressed(house.by("lena"), "parting.handover", client)))
    dora = await house.id_of("dora")
    await house.submits("lena", form, {"what": "The domain", "owner": dora, "due_on": "2026-03-20"})
    form = asked(await house.answers(Pressed(house.by("lena"), "parting.invoice", client)))
    values = {"number": "2026-7", "amount": "10.000,00", "due_on": "2026-01-01", "late_from": "2026-02-01"}
    await house.submits("lena", form, values)
    (handover,) = await desk.lines(part="handover")
    assert (handover["text"], handover["day"], handover["state"]) == ("The domain", "2026-03-20", "open")
    (invoice,) = await desk.lines(part="invoice")
    assert invoice["detail"] == "amount=10000.00 EUR; late_from=2026-02-01; interest=84.41; flat=40"
    _, paper = await desk.made("pdf")
    words = " ".join(pdf_text(paper).split())
    assert "The domain 20 Mar 2026 open" in words and "84.41 EUR 40.00 EUR" in words
    assert "Dora" not in words


async def test_warnings_stand_with_day_deadline_and_what_came_of_them(desk: Desk) -> None:
    house, client = desk.house, await desk.house.client("Acme")
    form = asked(await house.answers(Pressed(house.by("lena"), "client.warning", client.id)))
    values = {"demand": "Calls on weekdays only", "said_on": "2026-02-16", "point_due": "2026-02-27"}
    await house.submits("lena", form, {**values, "warning_kind": "deadline"})
    form = asked(await house.answers(Pressed(house.by("lena"), "client.became", client.id)))
    chosen = next(field.value for field in form.fields if field.name == "agreement")
    await house.submits("lena", form, {"agreement": chosen, "became": "broken"})
    (line,) = await desk.lines(part="warning")
    assert (line["day"], line["what"], line["state"]) == ("2026-02-16", "deadline", "broken")
    assert (line["text"], line["detail"]) == ("Calls on weekdays only", "due_on=2026-02-27; moves=0")
    assert await desk.lines(part="agreement") == []
    _, paper = await desk.made("pdf")
    words = " ".join(pdf_text(paper).split())
    assert words.count("until 27 Feb 2026: without success · Calls on weekdays only") == 2, "and in the timeline"


async def test_reporters_are_numbers_the_same_person_the_same_one(desk: Desk) -> None:
    await a_bad_year(desk.house)
    incidents = await desk.lines(part="incident")
    who = {(line["what"], line["text"]): line["who"] for line in incidents}
    assert who["disrespect", "shouted at 7 people"]
    assert [line["who"] for line in incidents] == ["team member 1", "team member 2", "team member 3", "team member 1"]


@pytest.mark.parametrize("who", ["lena", "olivia"])
@pytest.mark.parametrize("form", FORMS)
async def test_nobody_of_the_team_is_named(desk: Desk, form: DossierForm, who: str) -> None:
    """Not even a lead who held a talk: with the number of a report that name would tell who filed it."""
    await a_bad_year(desk.house)
    _, content = await desk.made(form, who)
    text = (pdf_text(content) if form == "pdf" else content.decode()).lower()
    assert "shouted" in text
    # The draft is signed by the person who asked for it: that is a text to the client, not a report.
    text = text.replace("regards\nlena", "").replace("regards\\nlena", "").replace("\\n\\nlena", "")
    assert [name for name in (*REPORTERS, "paul", "dora", "tarik") if name in text] == []


async def test_hash_is_that_of_the_lines_in_every_form(desk: Desk) -> None:
    await a_bad_year(desk.house)
    made, lines = await desk.made("jsonl")
    *body, last = lines.splitlines(keepends=True)
    assert hashlib.sha256(b"".join(body)).hexdigest() == made.sha256
    assert json.loads(last) == {"part": "end", "number": len(body), "detail": f"sha256={made.sha256}"}
    for form in ("csv", "pdf"):
        again, content = await desk.made(form)
        assert again == made
        assert made.sha256[:16] in (pdf_text(content) if form == "pdf" else content.decode())
    rows = list(csv.DictReader(io.StringIO((await desk.made("csv"))[1].decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS and len(rows) == made.entries + 1


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("form", FORMS)
async def test_same_record_gives_the_same_bytes(desk: Desk, form: DossierForm, language: str) -> None:
    await a_bad_year(desk.house)
    first = await desk.made(form, language=language)
    assert await desk.made(form, language=language) == first
    await desk.house.files("qwurben", "Acme", "disrespect", 1, "again")
    assert (await desk.made(form, language=language))[0].sha256 != first[0].sha256


async def test_agreed_points_and_the_parting_stand_in_it(desk: Desk) -> None:
    house = desk.house
    form = asked(await house.says("lena", "/client-talk acme"))
    due = (house.kit.today() + timedelta(days=10)).isoformat()
    values = {"outcome": "agreed", "point": "two rounds, no more", "point_due": due, "point_whose": "theirs"}
    await house.submits("lena", form, values)
    form = asked(await house.says("lena", "/client-exit acme"))
    await house.submits("lena", form, {"state": "parting", "reason": "it does not get better"})
    client = (await house.client("Acme")).id
    form = asked(await house.answers(Pressed(house.by("lena"), "parting.item", f"{client}:counsel")))
    await house.submits("lena", form, {"state": "done", "note": "called on Monday"})
    (point,) = await desk.lines(part="agreement")
    assert (point["text"], point["state"], point["what"]) == ("two rounds, no more", "open", "theirs")
    assert f"due_on={due}" in point["detail"]
    (parting,) = await desk.lines(part="parting")
    assert (parting["text"], parting["state"]) == ("it does not get better", "open")
    items = {line["what"]: (line["state"], line.get("text", "")) for line in await desk.lines(part="parting_item")}
    assert items["counsel"] == ("done", "called on Monday") and items["data"] == ("open", "")
    assert [line["what"] for line in await desk.lines(part="parting_step")] == ["begun", "item_done"]
    text = pdf_text((await desk.made("pdf"))[1])
    assert "two rounds, no more" in text and "called on Monday" in text and "Lena" not in text


async def test_quote_and_link_need_the_reporters_consent(desk: Desk) -> None:
    house, link = desk.house, "https://x.example/1"
    await house.files("zyxanna", "Acme", "disrespect", 2, "no consent", quote="client's words", link=link)
    await house.files("qwurben", "Acme", "late_payment", 2, "consent", quote="said it", link=link, consent="yes")
    own = asked(await house.flags_message("zyxanna", "my own words", own=True))
    client = (await house.client("Acme")).id
    await house.submits("zyxanna", own, {"client": client, "sign": "ethics", "summary": "own message"})
    found = {line["text"]: line for line in await desk.lines(part="incident")}
    assert (found["no consent"].get("quote"), found["no consent"].get("link")) == ("client's words", None)
    assert (found["consent"]["quote"], found["consent"]["link"]) == ("said it", link)
    assert found["own message"].get("quote") is None


async def test_quote_beyond_its_retention_is_left_out_before_it_is_deleted(desk: Desk) -> None:
    house = desk.house
    await house.files("zyxanna", "Acme", "disrespect", 2, "old", quote="old words", consent="yes")
    house.clock.set(house.clock.now() + timedelta(days=181))
    (line,) = await desk.lines(part="incident")
    assert "quote" not in line


async def test_report_to_the_owner_alone_shows_a_lead_its_sign_and_points(desk: Desk) -> None:
    await desk.house.files("zyxanna", "Acme", "disrespect", 2, "for the owner only", to_owner="yes")
    await desk.house.files("qwurben", "Acme", "late_payment", 2, "for all")
    (shown,) = [line for line in await desk.lines("lena", part="incident") if line["what"] == "disrespect"]
    assert shown == {"part": "incident", "what": "disrespect", "state": "confidential"}
    (points,) = [line for line in await desk.lines("lena", part="score") if line["what"] == "disrespect"]
    assert set(points) == {"part", "what", "points"}
    for form in FORMS:
        _, content = await desk.made(form, "lena")
        assert b"for the owner only" not in content
    assert "for the owner only" not in pdf_text((await desk.made("pdf", "lena"))[1])
    assert "for the owner only" in pdf_text((await desk.made("pdf", "olivia"))[1])


async def test_period_leaves_out_what_is_outside(desk: Desk) -> None:
    house, start = desk.house, desk.house.kit.today()
    await house.files("zyxanna", "Acme", "disrespect", 2, "first day")
    await house.passes(days=3)
    await house.files("zyxanna", "Acme", "late_payment", 2, "third day")
    only = Period(start, start + timedelta(days=1))
    assert [line["text"] for line in await desk.lines(part="incident", period=only)] == ["first day"]
    later = Period(start + timedelta(days=1), house.kit.today())
    assert [line["text"] for line in await desk.lines(part="incident", period=later)] == ["third day"]
    assert "first day" not in pdf_text((await desk.made("pdf", period=later))[1]).replace("first day of", "")


async def test_somebody_who_does_not_lead_the_client_gets_none(desk: Desk) -> None:
    for who in ("paul", "zyxanna", "tarik"):
        with pytest.raises(NotFound):
            await desk.made("jsonl", who)


@pytest.mark.parametrize("number", range(len(HOSTILE) - 1))
async def test_hostile_text_makes_nothing_that_acts(desk: Desk, number: int) -> None:
    text = HOSTILE[number]
    await desk.house.files("zyxanna", "Acme", "disrespect", 2, f"x {text}", quote=text, consent="yes")
    _, content = await desk.made("pdf")
    assert pdf_acts(content) == []
    for line in (await desk.made("jsonl"))[1].decode().splitlines():
        json.loads(line)


async def test_german_dossier_speaks_german(desk: Desk) -> None:
    await a_bad_year(desk.house)
    text = pdf_text((await desk.made("pdf", language="de"))[1])
    for words in ("Verlauf", "Vorfälle", "Teammitglied 1", "Seite 1", "SHA-256 des Inhalts"):
        assert words in text
    assert "team member" not in text


async def test_empty_record_says_so(desk: Desk) -> None:
    text = pdf_text((await desk.made("pdf"))[1])
    assert "Nothing in this period." in text
