"""Rows of a client list: who the customers are, who looks after them, what the contract says."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.domain.client import ALIAS_LIMIT, NAME_LIMIT, Contract, ContractKind, name_key
from bot.domain.person import ChannelRef, PersonRef
from bot.voice import LANGUAGES
from signpost.records import cells
from signpost.records.rows import Row, read_rows

COLUMNS = (
    "name",
    "aliases",
    "language",
    "leads",
    "deputies",
    "channels",
    "contract_kind",
    "contract_start",
    "term_end",
    "notice",
    "clause",
    "pay_rhythm",
    "monthly_value",
    "currency",
    "country",
)
PAY_RHYTHMS = ("day", "week", "month", "quarter", "none")
COUNTRIES = ("DE", "AT", "CH")
CLAUSE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One line of the list. ``given`` names the columns that were filled: only those change a client that exists."""

    row: Row
    name: str
    given: frozenset[str]
    aliases: tuple[str, ...] = ()
    language: str = ""
    leads: tuple[PersonRef, ...] = ()
    deputies: tuple[PersonRef, ...] = ()
    channels: tuple[ChannelRef, ...] = ()
    contract: Contract = field(default_factory=Contract)


def read_clients(path: Path) -> list[ClientRow]:
    """All rows, each checked for itself and for names and channels that an earlier row has."""
    rows = [_client(row) for row in read_rows(path, COLUMNS)]
    _refuse_doubles(rows)
    return rows


def merged_contract(known: Contract, row: ClientRow) -> Contract:
    """The contract as known, with whatever the row says laid over it; term must not end before it starts."""
    new = row.contract
    contract = replace(
        known,
        kind=new.kind if "contract_kind" in row.given else known.kind,
        start=new.start if "contract_start" in row.given else known.start,
        term_end=new.term_end if "term_end" in row.given else known.term_end,
        notice=new.notice if "notice" in row.given else known.notice,
        clause=new.clause if "clause" in row.given else known.clause,
        pay_rhythm=new.pay_rhythm if "pay_rhythm" in row.given else known.pay_rhythm,
        monthly_value=new.monthly_value if "monthly_value" in row.given else known.monthly_value,
        currency=new.currency if "currency" in row.given else known.currency,
        country=new.country if "country" in row.given else known.country,
    )
    if contract.start and contract.term_end and contract.term_end < contract.start:
        raise row.row.refused("term_end", f"{contract.term_end} is before the contract's start, {contract.start}")
    return contract


def _client(row: Row) -> ClientRow:
    given = frozenset(row.cells)
    leads = cells.people(row, "leads")
    return ClientRow(
        row=row,
        name=_name(row),
        given=given,
        aliases=_aliases(row),
        language=cells.choice(row, "language", LANGUAGES) if "language" in given else "",
        leads=leads,
        deputies=tuple(ref for ref in cells.people(row, "deputies") if ref not in leads),
        channels=cells.channels(row, "channels"),
        contract=_contract(row, given),
    )


def _contract(row: Row, given: frozenset[str]) -> Contract:
    none = Contract()
    return Contract(
        kind=cells.member(row, "contract_kind", ContractKind) if "contract_kind" in given else None,
        start=_day(row, "contract_start"),
        term_end=_day(row, "term_end"),
        notice=cells.notice(row, "notice") if "notice" in given else "",
        clause=cells.words(row, "clause", CLAUSE_LIMIT),
        pay_rhythm=cells.choice(row, "pay_rhythm", PAY_RHYTHMS) if "pay_rhythm" in given else "",
        monthly_value=cells.money(row, "monthly_value") if "monthly_value" in given else None,
        currency=cells.currency(row, "currency") if "currency" in given else none.currency,
        country=cells.choice(row, "country", COUNTRIES) if "country" in given else none.country,
    )


def _day(row: Row, column: str) -> date | None:
    return cells.day(row, column) if row.text(column) else None


def _name(row: Row) -> str:
    name = cells.words(row, "name", NAME_LIMIT)
    if not name_key(name):
        raise row.refused("name", "must be a name with a letter or digit in it" if name else "is missing")
    return name


def _aliases(row: Row) -> tuple[str, ...]:
    aliases = tuple(dict.fromkeys(row.many("aliases")))
    if len(aliases) > ALIAS_LIMIT:
        raise row.refused("aliases", f"there are {len(aliases)}; the limit is {ALIAS_LIMIT}")
    for alias in aliases:
        if not name_key(alias) or len(alias) > NAME_LIMIT:
            raise row.refused(
                "aliases", f"{alias[:40]!r} is no name of 1 to {NAME_LIMIT} characters with a letter in it"
            )
    return aliases


def _refuse_doubles(rows: list[ClientRow]) -> None:
    taken: dict[str, int] = {}
    for client in rows:
        own = {name_key(name): ("name" if name == client.name else "aliases", name) for name in client.aliases}
        own[name_key(client.name)] = ("name", client.name)
        for channel in client.channels:
            own[str(channel)] = ("channels", str(channel))
        for key, (column, written) in own.items():
            if key in taken:
                raise client.row.refused(column, f"{written!r} is in line {taken[key]} already")
            taken[key] = client.row.line
