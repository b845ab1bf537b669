"""``signpost dossier``: a file from the record; long records in bounded memory."""

import asyncio
import io
import json
import stat
import tracemalloc
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.dossier import Period
from bot.domain.incident import Incident, Reporter
from bot.dossier.making import Order, Workshop
from bot.ports import Unit
from signpost.composition import kit_of, open_store_of
from tests.adapters.documents.reading import pdf_text
from tests.dialogs.house import NoCharts
from tests.unit.signpost.deployment import Deployment

HEADER = "client,sign,severity,occurred_on,summary,quote,reporter\n"
ROWS = (
    "acme,late_payment,2,2026-10-01,Invoice 7 is late,CanaryQuote,CanaryName\n"
    "acme,disrespect,3,2026-11-01,=called the team idiots,,r2\n"
)


@pytest.fixture
def record(firm: Deployment) -> Deployment:
    firm.done("incidents", "import", firm.file("history.csv", HEADER + ROWS))
    return firm


def made(record: Deployment, name: str, *more: str) -> Path:
    out = record.folder / name
    record.done("dossier", "acme", "--out", str(out), *more)
    return out


def test_pdf_is_written_for_its_owner_alone(record: Deployment) -> None:
    out = made(record, "acme.pdf")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    text = pdf_text(out.read_bytes())
    assert "Invoice 7 is late" in text and "team member 1" in text and "CanaryName" not in text


def test_lines_and_rows_hold_the_same(record: Deployment) -> None:
    lines = [json.loads(line) for line in made(record, "acme.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["text"] for line in lines if line["part"] == "incident"] == [
        "Invoice 7 is late",
        "=called the team idiots",
    ]
    rows = made(record, "acme.csv").read_bytes().decode()
    assert "'=called the team idiots" in rows and rows.count("\r\n") == len(lines) + 1
    assert "CanaryName" not in rows


def test_since_leaves_out_what_was_before(record: Deployment) -> None:
    text = made(record, "acme.jsonl", "--since", "2026-10-15", "--language", "de").read_text(encoding="utf-8")
    assert "idiots" in text and "Invoice 7" not in text


def test_same_record_gives_the_same_file(record: Deployment) -> None:
    assert made(record, "one.pdf").read_bytes() == made(record, "two.pdf").read_bytes()


def test_dossier_is_written_to_the_audit_log(record: Deployment) -> None:
    made(record, "acme.csv")

    async def last(unit: Unit) -> tuple[str, str, str]:
        act = (await unit.journal.acts(1))[0]
        return act.by, act.act, dict(act.detail or {})["form"]

    assert record.read(last) == ("shell", "dossier_exported", "csv")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--out", "x.doc"), 2, "must end in .pdf"),
        (("--out", "x.pdf", "--since", "soon"), 2, "must be a day"),
        (("--out", "x.pdf", "--since", "2999-01-01"), 1, "in the future"),
        (("--out", "x.pdf", "--language", "fr"), 2, "must be de or en"),
        (("--out", "/nowhere/x.pdf"), 1, "could not go on"),
    ],
)
def test_wrong_use_is_said_and_leaves_no_file(
    record: Deployment, words: tuple[str, ...], status: int, said: str
) -> None:
    before = sorted(record.folder.iterdir())
    result = record.run("dossier", "acme", *words)
    assert result.status == status and said in " ".join(result.err.split())
    assert sorted(record.folder.iterdir()) == before


def test_unknown_client_leaves_no_file(record: Deployment) -> None:
    before = sorted(record.folder.iterdir())
    assert record.run("dossier", "acne", "--out", str(record.folder / "x.csv")).status == 1
    assert sorted(record.folder.iterdir()) == before


class Spooled:
    """Documents that let the parts go by."""

    def __init__(self) -> None:
        self.blocks = 0

    async def printed(self, _cover: object, parts: object, _out: object) -> None:
        async for part in parts:  # type: ignore[attr-defined]
            self.blocks += len(getattr(part, "blocks", ()))


MANY, LONG = 2_100, 4_800


def test_thousands_of_incidents_are_read_in_bounded_memory(firm: Deployment) -> None:
    """Ten megabytes of what people wrote; a few of them are in memory at a time."""
    peak, content, blocks = asyncio.run(_made_of_many(firm))
    assert content > MANY * LONG and blocks > MANY * 3
    assert peak < MANY * LONG / 2


async def _made_of_many(firm: Deployment) -> tuple[int, int, int]:
    settings = firm.settings
    kit, store = kit_of(settings), open_store_of(settings)
    try:
        today = kit.today()
        async with store.write() as unit:
            client = (await unit.clients.all())[0].id
            for number in range(1, MANY + 1):
                await unit.incidents.save(_incident(number, client, today - timedelta(days=number % 170), kit.now()))
            await unit.commit()
        size, spooled, peak = 0, Spooled(), 0
        for form in ("jsonl", "pdf"):
            shop = Workshop(store, kit, NoCharts(), spooled)  # type: ignore[arg-type]
            period = Period(today - timedelta(days=365), today)
            out = Counting()
            tracemalloc.start()
            await shop.make(Order(client=client, period=period, form=form, language="en"), out)  # type: ignore[arg-type]
            peak = max(peak, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            size += out.size
        return peak, size, spooled.blocks
    finally:
        await store.close()


class Counting(io.RawIOBase):
    """A file that keeps nothing."""

    size = 0

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self.size += len(content)
        return len(content)


def _incident(number: int, client: str, day: date, now: object) -> Incident:
    text = (f"{number} what happened, in many words; " * (LONG // 30))[: LONG - 2_900]
    return Incident(
        id=f"{number:032x}",
        number=number,
        client=client,
        sign="disrespect",
        summary=text[:2_000],
        quote=(text * 3)[:2_900],
        occurred_on=day,
        reported_on=day,
        reported_at=now,  # type: ignore[arg-type]
        counted_on=day,
        reporters=(Reporter(person=f"p{number % 9}", joined_at=now, consent=True),),  # type: ignore[arg-type]
    )
