"""What a composer has before it: whose delivery, about what, in which language."""

from dataclasses import dataclass

from bot.domain.delivery import Delivery
from bot.domain.person import Person
from bot.kit import Kit
from bot.ports import Unit
from bot.voice import Voice


@dataclass(frozen=True, slots=True)
class Desk:
    unit: Unit
    kit: Kit
    say: Voice
    person: Person
    delivery: Delivery

    def about(self, name: str) -> str:
        return self.delivery.about.get(name, "")
