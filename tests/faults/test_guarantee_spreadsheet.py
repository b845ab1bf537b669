"""Guarantee 15: no cell that we write is one that a spreadsheet computes, whichever separator it expects."""

import csv
import io
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import pytest

from bot import spreadsheet
from bot.domain.client import Client, Contract
from bot.domain.dossier import Period
from bot.domain.person import Person, PersonRef
from bot.dossier.making import Order, Workshop
from bot.spreadsheet import as_typed, safe_cell
from signpost.commands.clients import _as_csv as clients_csv
from signpost.records.export import Pseudonyms, as_csv, incident_line
from tests.contract.store_samples import incident
from tests.dialogs.house import House, NoCharts, NoDocuments
from tests.faults.amounts import amount

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COMPUTED = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
MORE = ("1+1", "SUM(A1)", 'HYPERLINK("https://x")', "a", "ä")
PIECES = (*STARTS, "'", '"', ";", ",", "|", " ", "\u00a0", "\r\n", *MORE)
SEPARATORS = (",", ";", "\t", "|")
SEED = 15
BLANKS = ' "\u00a0'
FIRST = ("\t", "\r", "\n")


def texts(number: int) -> Iterator[str]:
    chance = random.Random(SEED)
    for _ in range(number):
        yield chance.choice((*STARTS, "", " ", "x;")) + "".join(chance.choices(PIECES, k=chance.randrange(1, 9)))


def computed(written: str) -> list[str]:
    """The cells that a spreadsheet would compute, as it reads the file with each of the separators."""
    found = []
    for separator in SEPARATORS:
        for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator):
            found += [cell for cell in row if cell.lstrip(BLANKS).startswith(COMPUTED)]
            found += [cell for cell in row if separator == "," and cell.startswith(FIRST)]
    return found


def incidents_csv(text: str) -> str:
    one = incident(1, summary=text, quote=text, link=text, client_words=text)
    lines = [incident_line(one, {"c1": text}, Pseudonyms())]
    return "\n".join(as_csv(lines, talks=True))


def list_of_clients(text: str) -> str:
    firm = Client(id="c1", name=text, aliases=(text, text), leads=("p1",), contract=Contract(clause=text, notice=text))
    people = {"p1": Person(id="p1", name=text, refs=(PersonRef("slack", "T", "U"),))}
    return "\n".join(clients_csv([firm], people))


WRITERS: Mapping[str, Callable[[str], str]] = {"incidents": incidents_csv, "clients": list_of_clients}


@pytest.mark.parametrize("writer", WRITERS)
def test_no_cell_is_computed(writer: str) -> None:
    for text in texts(amount(sample=400, full=20_000)):
        assert computed(WRITERS[writer](text)) == [], repr(text)


async def test_no_cell_of_a_dossier_is_computed() -> None:
    house = House()
    await house.opens("anna", "lena")
    client = await house.has_client("Acme", "lena", clause="=1+1")
    for text in texts(amount(sample=40, full=1_000)):
        await house.files("anna", "Acme", "disrespect", 1, text, quote=text, consent="yes")
    today, out = house.kit.today(), io.BytesIO()
    order = Order(client=client.id, period=Period(date(2026, 1, 1), today), form="csv", language="en")
    made = await Workshop(house.store, house.kit, NoCharts(), NoDocuments()).make(order, out)
    assert made.entries > 40
    assert computed(out.getvalue().decode()) == []


def test_what_was_typed_comes_back() -> None:
    for text in texts(amount(sample=2_000, full=100_000)):
        assert as_typed(safe_cell(text)) == text


@pytest.mark.parametrize("writer", WRITERS)
def test_planted_fault_of_a_bare_cell_is_caught(writer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "safe_cell", lambda cell: cell)
    assert [text for text in texts(50) if computed(WRITERS[writer](text))]
