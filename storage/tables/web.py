"""What people do in a browser: sessions, and dossiers asked for."""

from sqlalchemy import Column, Date, Integer

from storage.tables.base import belongs_to, index, key, moment, table, words

web_sessions = table(
    "web_sessions",
    key("id"),
    words("platform"),
    words("workspace"),
    words("user_id"),
    moment("started_at"),
    moment("ends_at"),
    index("ends_at"),
    index("platform", "workspace", "user_id"),
)

# When it is made is the business of a row in ``deliveries``.
dossier_requests = table(
    "dossier_requests",
    key("id"),
    words("client_id"),
    words("person_id"),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    words("form"),
    moment("asked_at"),
    words("state"),
    Column("entries", Integer),
    words("sha256", optional=True),
    belongs_to("clients", "client_id", wholly=True),
    index("client_id"),
    index("asked_at"),
)
