"""A customer firm: its names, its people on our side, its contract, its state."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.assessment import Stage
from bot.domain.person import ChannelRef

NAME_LIMIT = 80
ALIAS_LIMIT = 20


class ClientState(StrEnum):
    ACTIVE = "active"
    PARTING = "parting"
    FORMER = "former"


class ContractKind(StrEnum):
    """German contract law's kinds: services (§ 611 BGB), works (§ 631), services of special trust (§ 627)."""

    SERVICE = "service"
    WORKS = "works"
    TRUST = "trust"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Contract facts as the firm typed them; every one may be unknown. ``monthly_value`` in ``currency`` (ISO 4217)."""

    kind: ContractKind | None = None
    start: date | None = None
    term_end: date | None = None
    notice: str = ""
    clause: str = ""
    pay_rhythm: str = ""
    monthly_value: Decimal | None = None
    currency: str = "EUR"
    country: str = "DE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a client stands by the policy, as of the last check.

    ``since`` is the local day the stage was entered; ``left`` maps a stage to the local day it was last left.
    ``announced`` is false while nobody was told of the stage (imports, sample data).
    """

    stage: Stage = Stage.CALM
    since: date | None = None
    announced: bool = True
    checked_on: date | None = None
    left_talk_on: date | None = None
    left_exit_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One customer firm. ``leads`` and ``deputies`` are person ids, in the order in which they are told."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    language: str = "en"
    leads: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    channels: tuple[ChannelRef, ...] = ()
    contract: Contract = Contract()
    state: ClientState = ClientState.ACTIVE
    standing: Standing = Standing()
    sample: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class ClientName:
    """A client by its names alone, for choosing one among thousands."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


def name_key(name: str) -> str:
    """The form in which names are compared: folded case, no accents, no punctuation, single spaces.

    Two clients never share a key; an empty key means the name has no letter or digit in it.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
