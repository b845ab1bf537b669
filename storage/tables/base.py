"""What all tables share: one catalogue, names for every constraint, the organization first in every key."""

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, Integer, MetaData, Table, false
from sqlalchemy.schema import SchemaItem

from storage.types import Moment, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: SchemaItem) -> Table:
    """A table whose first column, and first part of whose key, is the organization: so that it can be sharded by it."""
    return Table(name, metadata, Column("organization_id", Words, primary_key=True), *parts)


def key(name: str) -> Column[str]:
    return Column(name, Words, primary_key=True)


def counted_key(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def words(name: str, *, optional: bool = False) -> Column[str]:
    return Column(name, Words, nullable=optional)


def number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def hold(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=false())


def moment(name: str, *, optional: bool = False) -> Column[object]:
    return Column(name, Moment, nullable=optional)


def belongs_to(parent: str, column: str, *, wholly: bool = False) -> ForeignKeyConstraint:
    """``wholly``: the row is a part of its parent and goes with it."""
    return ForeignKeyConstraint(
        ["organization_id", column],
        [f"{parent}.organization_id", f"{parent}.id"],
        ondelete="CASCADE" if wholly else None,
    )


def index(*columns: str, unique: bool = False) -> Index:
    """An index within one organization; named by the catalogue's convention."""
    return Index(None, "organization_id", *columns, unique=unique)
