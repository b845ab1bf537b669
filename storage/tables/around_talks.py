"""What stands around a talk: agreed points, what speaks for the client, and what reporters were asked."""

from sqlalchemy import Column, Date

from storage.tables.base import belongs_to, flag, index, key, moment, number, table, words

# ``remind_at`` is NULL once the lead was reminded or somebody has said whether the point was kept.
agreements = table(
    "agreements",
    key("id"),
    words("client_id"),
    words("talk_id", optional=True),
    words("text"),
    words("whose"),
    words("kind"),
    Column("said_on", Date),
    Column("due_on", Date, nullable=False),
    words("state"),
    moment("remind_at", optional=True),
    number("moves"),
    words("made_by"),
    moment("made_at"),
    words("settled_by", optional=True),
    Column("settled_on", Date),
    flag("sample"),
    belongs_to("clients", "client_id"),
    index("client_id", "due_on"),
    index("remind_at"),
)

counterweights = table(
    "counterweights",
    key("id"),
    words("client_id"),
    words("kind"),
    Column("day", Date, nullable=False),
    words("text"),
    words("author_id"),
    moment("written_at"),
    flag("sample"),
    belongs_to("clients", "client_id"),
    index("client_id", "day"),
    index("day"),
)

# They go with their incident, whatever deletes it.
reporter_questions = table(
    "reporter_questions",
    key("id"),
    words("incident_id"),
    words("asked_by"),
    words("text"),
    Column("asked_on", Date, nullable=False),
    moment("asked_at"),
    belongs_to("incidents", "incident_id", wholly=True),
    index("incident_id"),
)

reporter_answers = table(
    "reporter_answers",
    key("question_id"),
    key("person_id"),
    words("text"),
    moment("answered_at"),
    belongs_to("reporter_questions", "question_id", wholly=True),
    index("person_id", "question_id"),
)
