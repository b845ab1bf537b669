"""Between clients and their rows: one row of facts, and parts (names, people, channels) that one query brings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from bot.domain.assessment import Stage
from bot.domain.client import Client, ClientState, Contract, ContractKind, Standing
from bot.domain.person import ChannelRef

LEAD, DEPUTY = "lead", "deputy"


@dataclass(frozen=True, slots=True)
class Parts:
    """What hangs on a client, in order. ``people``: (lead or deputy, person id)."""

    names: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    channels: tuple[ChannelRef, ...] = ()

    @classmethod
    def of(cls, client: Client) -> "Parts":
        leads = tuple((LEAD, person) for person in client.leads)
        deputies = tuple((DEPUTY, person) for person in client.deputies)
        return cls(client.names, leads + deputies, client.channels)

    @classmethod
    def read(cls, rows: Iterable[RowMapping]) -> "Parts":
        """From rows of (kind, a, b, c) in order of their position."""
        kinds: dict[str, list[RowMapping]] = {}
        for row in rows:
            kinds.setdefault(row["kind"], []).append(row)
        return cls(
            tuple(row["a"] for row in kinds.get("name", ())),
            tuple((row["a"], row["b"]) for row in kinds.get("person", ())),
            tuple(ChannelRef(row["a"], row["b"], row["c"]) for row in kinds.get("channel", ())),
        )

    def people_as(self, part: str) -> tuple[str, ...]:
        return tuple(person for role, person in self.people if role == part)


def client_row(client: Client) -> dict[str, Any]:
    contract, standing = client.contract, client.standing
    return {
        "id": client.id,
        "name": client.name,
        "language": client.language,
        "state": client.state.value,
        "contract_kind": contract.kind and contract.kind.value,
        "contract_start": contract.start,
        "contract_term_end": contract.term_end,
        "contract_notice": contract.notice,
        "contract_clause": contract.clause,
        "contract_pay_rhythm": contract.pay_rhythm,
        "contract_monthly_value": contract.monthly_value,
        "contract_currency": contract.currency,
        "contract_country": contract.country,
        "stage": int(standing.stage),
        "stage_since": standing.since,
        "stage_announced": standing.announced,
        "stage_checked_on": standing.checked_on,
        "left_talk_on": standing.left_talk_on,
        "left_exit_on": standing.left_exit_on,
        "sample": client.sample,
    }


def client_of(row: RowMapping, parts: Parts) -> Client:
    return Client(
        id=row["id"],
        name=row["name"],
        aliases=parts.names[1:],
        language=row["language"],
        leads=parts.people_as(LEAD),
        deputies=parts.people_as(DEPUTY),
        channels=parts.channels,
        contract=_contract(row),
        state=ClientState(row["state"]),
        standing=Standing(
            stage=Stage(row["stage"]),
            since=row["stage_since"],
            announced=row["stage_announced"],
            checked_on=row["stage_checked_on"],
            left_talk_on=row["left_talk_on"],
            left_exit_on=row["left_exit_on"],
        ),
        sample=row["sample"],
    )


def _contract(row: RowMapping) -> Contract:
    return Contract(
        kind=row["contract_kind"] and ContractKind(row["contract_kind"]),
        start=row["contract_start"],
        term_end=row["contract_term_end"],
        notice=row["contract_notice"],
        clause=row["contract_clause"],
        pay_rhythm=row["contract_pay_rhythm"],
        monthly_value=row["contract_monthly_value"],
        currency=row["contract_currency"],
        country=row["contract_country"],
    )
