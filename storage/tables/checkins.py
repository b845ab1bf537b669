"""Check-ins. What people answered stands in a table that knows a round, a slot and sealed bytes, and nothing else."""

from sqlalchemy import Column, Date, LargeBinary, Table, UniqueConstraint

from storage.tables.base import belongs_to, flag, index, key, metadata, moment, number, table, words
from storage.types import Texts, Words

# ``open_key`` is the client's id (empty: firm-wide) while the round is open, then NULL: UNIQUE allows one open round.
checkin_rounds = table(
    "checkin_rounds",
    key("id"),
    words("client_id", optional=True),
    words("open_key", optional=True),
    number("group_size"),
    words("opened_by"),
    moment("opened_at"),
    moment("closes_at"),
    words("state"),
    moment("ended_at", optional=True),
    flag("swept"),
    belongs_to("clients", "client_id"),
    UniqueConstraint("organization_id", "open_key"),
    index("client_id"),
    index("swept"),
    index("closes_at"),
)

checkin_seats = table(
    "checkin_seats",
    key("round_id"),
    key("seat"),
    words("person_id"),
    belongs_to("checkin_rounds", "round_id", wholly=True),
    index("person_id"),
)

# Exactly these columns (docs/adr/0036): no organization, for the round's id is unique; no time, no number, and on
# SQLite no hidden one either.
checkin_answers = Table(
    "checkin_answers",
    metadata,
    Column("round", Words, primary_key=True),
    Column("slot", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# ``about`` is the client's id, or empty for the firm; so below.
checkin_results = table(
    "checkin_results",
    key("round_id"),
    words("about"),
    moment("published_at"),
    words("band"),
    Column("counts", Texts),
    Column("comments", Texts, nullable=False),
    belongs_to("checkin_rounds", "round_id", wholly=True),
    index("about", "published_at"),
)

checkin_schedules = table(
    "checkin_schedules",
    key("about"),
    words("id"),
    words("client_id", optional=True),
    words("every"),
    number("weekday"),
    number("hour"),
    Column("since", Date, nullable=False),
    number("group_size"),
    number("open_days"),
    Column("people", Texts, nullable=False),
    words("set_by"),
    moment("set_at"),
    moment("next_at"),
    belongs_to("clients", "client_id"),
    index("client_id"),
    index("next_at"),
)

checkin_declined = table("checkin_declined", key("person_id"))

# What the folder of keys has to say of itself, so that every replica has the same one.
checkin_canaries = table("checkin_canaries", words("canary"))
