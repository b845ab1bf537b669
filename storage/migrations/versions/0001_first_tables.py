"""The first tables: the record, what it leads to, and the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
TABLES = (
    "people",
    "person_refs",
    "clients",
    "client_names",
    "client_people",
    "client_channels",
    "incidents",
    "incident_reporters",
    "talks",
    "notes",
    "nudges",
    "nudge_tellings",
    "drafts",
    "deliveries",
    "organizations",
    "counters",
    "inbound_keys",
    "acts",
)


def upgrade() -> None:
    for create in (_people, _clients, _incidents, _talks, _nudges, _outgoing, _journal):
        create()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _table(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(name, sa.Column("organization_id", TEXT, nullable=False), *parts)


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=optional)


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, MOMENT, nullable=optional)


def _day(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=optional)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _real(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("organization_id", *columns, name=f"pk_{table}")


def _parent(table: str, parent: str, column: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", column],
        [f"{parent}.organization_id", f"{parent}.id"],
        name=f"fk_{table}_{parent}",
        ondelete=ondelete,
    )


def _one(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("organization_id", column, name=f"uq_{table}_organization_id_{column}")


def _index(table: str, *columns: str) -> None:
    name = "_".join(("ix", table, "organization_id", *columns))
    op.create_index(name, table, ["organization_id", *columns])


def _people() -> None:
    _table(
        "people",
        _text("id"),
        _text("name"),
        _text("language", optional=True),
        _flag("external"),
        _flag("admitted"),
        _flag("active"),
        _day("away_until", optional=True),
        _text("roles"),
        _flag("sample"),
        _key("people", "id"),
    )
    _table(
        "person_refs",
        _text("platform"),
        _text("workspace"),
        _text("user_id"),
        _text("person_id"),
        _number("position"),
        _key("person_refs", "platform", "workspace", "user_id"),
        _parent("person_refs", "people", "person_id", "CASCADE"),
    )
    _index("person_refs", "person_id")


def _clients() -> None:
    _table(
        "clients",
        _text("id"),
        _text("name"),
        _text("language"),
        _text("state"),
        _text("contract_kind", optional=True),
        _day("contract_start", optional=True),
        _day("contract_term_end", optional=True),
        _text("contract_notice"),
        _text("contract_clause"),
        _text("contract_pay_rhythm"),
        _text("contract_monthly_value", optional=True),
        _text("contract_currency"),
        _text("contract_country"),
        _number("stage"),
        _day("stage_since", optional=True),
        _flag("stage_announced"),
        _day("stage_checked_on", optional=True),
        _day("left_talk_on", optional=True),
        _day("left_exit_on", optional=True),
        _flag("sample"),
        _key("clients", "id"),
    )
    _table(
        "client_names",
        _text("client_id"),
        _number("position"),
        _text("name"),
        _text("name_key", optional=True),
        _key("client_names", "client_id", "position"),
        _parent("client_names", "clients", "client_id", "CASCADE"),
        _one("client_names", "name_key"),
    )
    _table(
        "client_people",
        _text("client_id"),
        _text("part"),
        _number("position"),
        _text("person_id"),
        _key("client_people", "client_id", "part", "position"),
        _parent("client_people", "clients", "client_id", "CASCADE"),
    )
    _index("client_people", "person_id")
    _table(
        "client_channels",
        _text("platform"),
        _text("workspace"),
        _text("channel"),
        _text("client_id"),
        _number("position"),
        _key("client_channels", "platform", "workspace", "channel"),
        _parent("client_channels", "clients", "client_id", "CASCADE"),
    )
    _index("client_channels", "client_id")


def _incidents() -> None:
    _table(
        "incidents",
        _text("id"),
        _number("number"),
        _text("client_id", optional=True),
        _text("client_words"),
        _text("sign"),
        _number("severity"),
        _text("summary"),
        _text("quote"),
        _text("link"),
        _day("occurred_on"),
        _day("reported_on"),
        _moment("reported_at"),
        _day("counted_on", optional=True),
        _text("source"),
        _text("state"),
        _flag("guessed"),
        _flag("own_message"),
        _flag("to_owner"),
        _flag("by_lead"),
        _flag("about_oneself"),
        _text("facts_confirmed_by", optional=True),
        _day("released_on", optional=True),
        _flag("sample"),
        _key("incidents", "id"),
        _parent("incidents", "clients", "client_id"),
        _one("incidents", "number"),
    )
    _index("incidents", "client_id", "state")
    _index("incidents", "state")
    _table(
        "incident_reporters",
        _text("incident_id"),
        _text("person_id"),
        _number("position"),
        _moment("joined_at"),
        _flag("consent"),
        _key("incident_reporters", "incident_id", "person_id"),
        _parent("incident_reporters", "incidents", "incident_id", "CASCADE"),
    )
    _index("incident_reporters", "person_id")


def _talks() -> None:
    _table(
        "talks",
        _text("id"),
        _text("client_id"),
        _day("day"),
        _text("outcome"),
        _text("lead_id"),
        _text("note"),
        _moment("recorded_at"),
        _flag("sample"),
        _key("talks", "id"),
        _parent("talks", "clients", "client_id"),
    )
    _index("talks", "client_id", "day")
    _table(
        "notes",
        _text("id"),
        _text("client_id"),
        _text("author_id"),
        _text("text"),
        _moment("written_at"),
        _key("notes", "id"),
        _parent("notes", "clients", "client_id"),
    )
    _index("notes", "client_id", "written_at")


def _nudges() -> None:
    _table(
        "nudges",
        _text("id"),
        _text("client_id"),
        _number("stage"),
        _text("state"),
        _text("open_key", optional=True),
        _moment("opened_at"),
        _day("opened_on"),
        _real("score"),
        _real("told_score"),
        _text("policy"),
        _flag("fast_track"),
        _flag("confidential"),
        _flag("shadow"),
        _number("round"),
        _moment("round_at"),
        _text("next_rung", optional=True),
        _moment("next_step_at", optional=True),
        _moment("wakes_at", optional=True),
        _moment("overdue_at", optional=True),
        _number("overdue_told"),
        _number("snoozes"),
        _text("handled_by", optional=True),
        _text("reason"),
        _moment("closed_at", optional=True),
        _moment("due_at", optional=True),
        _key("nudges", "id"),
        _parent("nudges", "clients", "client_id"),
        _one("nudges", "open_key"),
    )
    _index("nudges", "client_id")
    _index("nudges", "due_at")
    _table(
        "nudge_tellings",
        _text("nudge_id"),
        _number("position"),
        _text("person_id"),
        _text("rung"),
        _moment("at"),
        _key("nudge_tellings", "nudge_id", "position"),
        _parent("nudge_tellings", "nudges", "nudge_id", "CASCADE"),
    )


def _outgoing() -> None:
    _table(
        "drafts",
        _text("id"),
        _text("client_id"),
        _text("kind"),
        _text("tone"),
        _text("language"),
        _text("subject"),
        _text("body"),
        _moment("written_at"),
        _text("written_by"),
        _text("for_person", optional=True),
        _text("nudge_id", optional=True),
        _flag("locked"),
        _key("drafts", "id"),
        _parent("drafts", "clients", "client_id"),
    )
    _index("drafts", "client_id", "written_at")
    _table(
        "deliveries",
        _text("id"),
        _text("key"),
        _text("person_id"),
        _text("notice"),
        _text("about"),
        _text("about_nudge", optional=True),
        _number("urgency"),
        _flag("held"),
        _text("state"),
        _moment("due_at"),
        _moment("created_at"),
        _number("attempts"),
        _text("edits", optional=True),
        _text("chat"),
        _text("message"),
        _moment("sent_at", optional=True),
        _text("error"),
        _key("deliveries", "id"),
        _one("deliveries", "key"),
    )
    _index("deliveries", "about_nudge")
    _index("deliveries", "person_id", "state")
    _index("deliveries", "state", "due_at")


def _journal() -> None:
    _table(
        "organizations",
        _moment("live_since"),
        _flag("shadow_ended"),
        _moment("daily_due_at", optional=True),
        _moment("digest_due_at", optional=True),
        _key("organizations"),
    )
    _table(
        "counters",
        _text("name"),
        _number("value"),
        _key("counters", "name"),
    )
    _table(
        "inbound_keys",
        _text("key"),
        _moment("at"),
        _text("result"),
        _key("inbound_keys", "key"),
    )
    _index("inbound_keys", "at")
    _table(
        "acts",
        _number("seq"),
        _moment("at"),
        _text("by_person"),
        _text("act"),
        _text("subject"),
        _text("detail", optional=True),
        _text("previous"),
        _text("hash"),
        _key("acts", "seq"),
    )
