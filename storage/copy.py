"""Moving a deployment: every row of one database into another, of the same kind or not."""

from bot.errors import BackupRefused
from storage.portable import Progress, counts, empty_target, fill, rows, snapshot
from storage.url import place_of


def copy(from_url: str, to_url: str, progress: Progress | None = None) -> int:
    """Fill an empty database with one moment of another, all or nothing; the number of rows.

    Stop the bot first: what is written to the source afterwards is not in the copy. Unlike after a restore, what was
    due stays due. Raises ``BackupRefused`` or ``NotRecorded``.
    """
    if place_of(from_url).waiting == place_of(to_url).waiting:
        raise BackupRefused("source and target are the same database")
    with snapshot(from_url) as source:
        sizes = counts(source)
        with empty_target(to_url) as target:
            done = fill(target, rows(source), sum(sizes.values()), progress)
            if counts(target) != sizes:
                raise BackupRefused("the copy was undone: rows are missing in it")
    return done
