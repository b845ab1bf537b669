"""What is left of an answer beside its one row, and of a closed round in the files."""

from collections.abc import Sequence

from tests.attack.linkgame import Click, Firm
from tests.attack.spies import Sight


def traces(before: Sight, after: Sight) -> list[str]:
    """Whatever tells that somebody has answered, beside the one row of the answer."""
    found = [f"log: {line}" for line in after.lines]
    for name, rows in after.others().items():
        if rows != before.others().get(name):
            found.append(f"table {name}")
    if len(after.slots) - len(before.slots) not in (0, 1):
        found.append("more than one answer")
    return found


def residue(firm: Firm, clicks: Sequence[Click], keys: Sequence[bytes]) -> list[str]:
    """What is left of a closed round in the files: sealed answers, slots, key bytes."""
    content = firm.spy.everything()
    # SQLite cuts a row of this size in pieces.
    wanted = {
        "sealed": [part for c in clicks for part in (c.sight.new_sealed[:64], c.sight.new_sealed[-64:])],
        "slot": [c.sight.new_slot for c in clicks],
    }
    wanted["key"] = [part for key in keys for part in (key[:32], key[32:], key[:32].hex().encode())]
    return [name for name, parts in wanted.items() if any(part in content for part in parts)]


def on_sqlite(firm: Firm) -> bool:
    return firm.store._place.is_sqlite
