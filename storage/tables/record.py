"""People, clients and what clients did."""

from sqlalchemy import Column, Date, UniqueConstraint

from storage.tables.base import belongs_to, counted_key, flag, index, key, moment, number, table, words
from storage.types import Money

people = table(
    "people",
    key("id"),
    words("name"),
    words("language", optional=True),
    flag("external"),
    flag("admitted"),
    flag("active"),
    Column("away_until", Date),
    words("roles"),
    flag("sample"),
    index("external", "admitted"),
)

person_refs = table(
    "person_refs",
    key("platform"),
    key("workspace"),
    key("user_id"),
    words("person_id"),
    number("position"),
    belongs_to("people", "person_id", wholly=True),
    index("person_id"),
)

clients = table(
    "clients",
    key("id"),
    words("name"),
    words("language"),
    words("state"),
    words("contract_kind", optional=True),
    Column("contract_start", Date),
    Column("contract_term_end", Date),
    words("contract_notice"),
    words("contract_clause"),
    words("contract_pay_rhythm"),
    Column("contract_monthly_value", Money),
    words("contract_currency"),
    words("contract_country"),
    number("stage"),
    Column("stage_since", Date),
    flag("stage_announced"),
    Column("stage_checked_on", Date),
    Column("left_talk_on", Date),
    Column("left_exit_on", Date),
    flag("sample"),
)

# Position 0 is the client's name, the others are its aliases. A name without a key of its own (no letter in it, or
# the same key as an earlier name of this client) claims nothing: there ``name_key`` is NULL.
client_names = table(
    "client_names",
    key("client_id"),
    counted_key("position"),
    words("name"),
    words("name_key", optional=True),
    belongs_to("clients", "client_id", wholly=True),
    UniqueConstraint("organization_id", "name_key"),
)

client_people = table(
    "client_people",
    key("client_id"),
    key("part"),
    counted_key("position"),
    words("person_id"),
    belongs_to("clients", "client_id", wholly=True),
    index("person_id"),
)

client_channels = table(
    "client_channels",
    key("platform"),
    key("workspace"),
    key("channel"),
    words("client_id"),
    number("position"),
    belongs_to("clients", "client_id", wholly=True),
    index("client_id"),
)

listened_channels = table(
    "listened_channels",
    key("platform"),
    key("workspace"),
    key("channel"),
    words("client_id"),
    words("state"),
    words("informed_by", optional=True),
    flag("language_model"),
    words("set_by"),
    moment("set_at"),
    words("pause", optional=True),
    belongs_to("clients", "client_id", wholly=True),
    index("client_id"),
)

# Without the columns from ``heard_in`` on where people reported it. A suspicion nobody has answered has no reporter.
incidents = table(
    "incidents",
    key("id"),
    number("number"),
    words("client_id", optional=True),
    words("client_words"),
    words("sign"),
    number("severity"),
    words("summary"),
    words("quote"),
    words("link"),
    Column("occurred_on", Date, nullable=False),
    Column("reported_on", Date, nullable=False),
    moment("reported_at"),
    Column("counted_on", Date),
    words("source"),
    words("state"),
    flag("guessed"),
    flag("own_message"),
    flag("to_owner"),
    flag("by_lead"),
    flag("about_oneself"),
    words("facts_confirmed_by", optional=True),
    Column("released_on", Date),
    flag("sample"),
    words("heard_in", optional=True),
    words("heard_message", optional=True),
    words("heard_side", optional=True),
    words("asked_id", optional=True),
    moment("answered_at", optional=True),
    belongs_to("clients", "client_id"),
    UniqueConstraint("organization_id", "number"),
    index("client_id", "state"),
    index("state"),
    index("heard_in", "heard_message", unique=True),
    index("asked_id", "state"),
    index("answered_at"),
)

# Persons carry no foreign key: imports know pseudonyms only, and an erased person leaves an opaque id behind.
incident_reporters = table(
    "incident_reporters",
    key("incident_id"),
    key("person_id"),
    number("position"),
    moment("joined_at"),
    flag("consent"),
    belongs_to("incidents", "incident_id", wholly=True),
    index("person_id", "incident_id"),
)
