"""procrastinate's own tables, in the same database as ours so that one transaction covers both."""

import psycopg
from procrastinate.schema import SchemaManager

TABLE_PREFIX = "procrastinate_"
"""Every table, type and function of the engine begins with this: Alembic must look past them."""

_INSTALLATION = 0x5369676E_6A6F6273  # advisory lock key, "Signjobs"; any number that nobody else takes


def conninfo(url: str) -> str:
    """libpq's form of a database address, whichever driver SQLAlchemy is told to use."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}{separator}{rest}"


async def apply_schema(url: str) -> bool:
    """Install the engine's tables if they are missing; True when it did.

    One transaction under an advisory lock: of replicas that start together one installs and the others find the
    tables there. An upgrade to another minor version of procrastinate brings its own migrations (it is pinned to
    3.10.* for that reason).
    """
    async with await psycopg.AsyncConnection.connect(conninfo(url)) as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_INSTALLATION,))
        found = await connection.execute("SELECT to_regclass('procrastinate_jobs') IS NOT NULL")
        if await found.fetchone() == (True,):
            return False
        await connection.execute(SchemaManager.get_schema())
        return True
