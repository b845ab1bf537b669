"""What the record leads to: talks, nudges, drafts, messages; the journal; workspaces, and how their people are met."""

from sqlalchemy import Column, Date, Double, Integer, UniqueConstraint

from storage.tables.base import belongs_to, counted_key, flag, hold, index, key, moment, number, table, words
from storage.types import Details

talks = table(
    "talks",
    key("id"),
    words("client_id"),
    Column("day", Date, nullable=False),
    words("outcome"),
    words("lead_id"),
    words("note"),
    moment("recorded_at"),
    flag("sample"),
    belongs_to("clients", "client_id"),
    index("client_id", "day"),
)

notes = table(
    "notes",
    key("id"),
    words("client_id"),
    words("author_id"),
    words("text"),
    moment("written_at"),
    belongs_to("clients", "client_id"),
    index("client_id", "written_at"),
)

# ``open_key`` is client and stage while the nudge is unfinished, then NULL: UNIQUE allows one unfinished and any number
# of finished ones. ``due_at`` is the earliest of the three due moments while unfinished, then NULL.
# ``held_back``: a restore found it unfinished, and no admin has agreed yet.
nudges = table(
    "nudges",
    key("id"),
    words("client_id"),
    number("stage"),
    words("state"),
    words("open_key", optional=True),
    moment("opened_at"),
    Column("opened_on", Date, nullable=False),
    Column("score", Double, nullable=False),
    Column("told_score", Double, nullable=False),
    words("policy"),
    flag("fast_track"),
    flag("confidential"),
    flag("shadow"),
    number("round"),
    moment("round_at"),
    words("next_rung", optional=True),
    moment("next_step_at", optional=True),
    moment("wakes_at", optional=True),
    moment("overdue_at", optional=True),
    number("overdue_told"),
    number("snoozes"),
    words("handled_by", optional=True),
    words("reason"),
    moment("closed_at", optional=True),
    moment("due_at", optional=True),
    hold("held_back"),
    belongs_to("clients", "client_id"),
    UniqueConstraint("organization_id", "open_key"),
    index("client_id"),
    index("due_at"),
)

nudge_tellings = table(
    "nudge_tellings",
    key("nudge_id"),
    counted_key("position"),
    words("person_id"),
    words("rung"),
    moment("at"),
    belongs_to("nudges", "nudge_id", wholly=True),
)

drafts = table(
    "drafts",
    key("id"),
    words("client_id"),
    words("kind"),
    words("tone"),
    words("language"),
    moment("written_at"),
    words("for_person", optional=True),
    words("nudge_id", optional=True),
    flag("locked"),
    Column("version", Integer, nullable=False, server_default="1"),
    words("asked_by", optional=True),
    words("approver", optional=True),
    words("approved_by", optional=True),
    moment("approved_at", optional=True),
    words("note", optional=True),
    words("fell_back", optional=True),
    words("order_key", optional=True),
    words("order_by", optional=True),
    Column("order_base", Integer),
    words("order_wish", optional=True),
    belongs_to("clients", "client_id"),
    index("client_id", "written_at"),
)

# Every wording there ever was; ``drafts.version`` is the current one, ``drafts.written_at`` its moment.
draft_versions = table(
    "draft_versions",
    key("draft_id"),
    counted_key("number"),
    words("subject"),
    words("body"),
    words("engine"),
    words("author"),
    moment("written_at"),
    words("wish"),
    Column("grounds", Details, nullable=False),
    belongs_to("drafts", "draft_id", wholly=True),
)

# ``about_nudge`` repeats ``about["nudge"]``, which is asked for.
deliveries = table(
    "deliveries",
    key("id"),
    words("key"),
    words("person_id"),
    words("notice"),
    Column("about", Details, nullable=False),
    words("about_nudge", optional=True),
    number("urgency"),
    flag("held"),
    words("state"),
    moment("due_at"),
    moment("created_at"),
    number("attempts"),
    words("edits", optional=True),
    words("chat"),
    words("message"),
    moment("sent_at", optional=True),
    words("error"),
    hold("held_back"),
    words("channel", optional=True),
    UniqueConstraint("organization_id", "key"),
    index("state", "due_at"),
    index("person_id", "state"),
    index("about_nudge"),
)

organizations = table(
    "organizations",
    moment("live_since"),
    flag("shadow_ended"),
    moment("daily_due_at", optional=True),
    moment("digest_due_at", optional=True),
    hold("held"),
    Column("caution", Integer, nullable=False, server_default="0"),
    moment("caution_since", optional=True),
)

# The sequences of an organization: report numbers, entries of the audit log; and what was spent of a day's budget
# (``openai 2026-03-02``). A row, not a database sequence, because a
# rolled-back transaction must leave no gap.
counters = table("counters", key("name"), number("value"))

inbound_keys = table("inbound_keys", key("key"), moment("at"), words("result"), index("at"))

acts = table(
    "acts",
    counted_key("seq"),
    moment("at"),
    words("by_person"),
    words("act"),
    words("subject"),
    Column("detail", Details),
    words("previous"),
    words("hash"),
)

installations = table(
    "installations",
    key("platform"),
    key("workspace"),
    words("name"),
    words("bot_user"),
    words("app"),
    words("sealed_token"),
    words("scopes"),
    words("installed_by"),
    moment("installed_at"),
)

chat_references = table(
    "chat_references",
    key("platform"),
    key("workspace"),
    key("user_id"),
    words("address"),
    words("account"),
    words("chat"),
    moment("seen_at"),
    index("platform", "workspace", "chat"),
    index("platform", "workspace", "seen_at"),
)
