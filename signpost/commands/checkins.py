"""``signpost checkins``: the folder in which the keys of check-ins are kept."""

import typer

from bot.errors import ConfigurationError
from bot.keeping import adopt as adopted
from bot.ports import Act
from signpost.commands.shell import remark, shell_of, waited
from signpost.composition import keys_of, kit_of, open_store_of
from signpost.inspection.checkins import WHY

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check-ins: the folder of their keys.")


@app.command("adopt")
def adopt(context: typer.Context) -> None:
    """Make `checkins.key_dir` the folder of keys, after the one before was lost for good.

    Rounds whose keys were in the old one become void, and everybody who was asked is told. With SQLite this happens by
    itself; several replicas need somebody who knows that the folder is lost and not only missing on one of them.

    \b
    Example:
      signpost checkins adopt
    """
    settings = shell_of(context).settings
    keys = keys_of(settings)
    if trouble := keys.trouble():
        raise ConfigurationError("checkins.key_dir", f"{settings.checkins.key_dir} {WHY[trouble]}")

    async def work() -> bool:
        kit, store = kit_of(settings), open_store_of(settings)
        try:
            async with store.read() as unit:
                known = await unit.checkins.canary()
            if known and keys.canary() == known:
                return False
            await adopted(store, kit, keys, alone=True)
            async with store.write() as unit:
                await unit.journal.record(Act(at=kit.now(), by="shell", act="checkin_keys_adopted"))
                await unit.commit()
            return True
        finally:
            await store.close()

    if waited(work()):
        remark(f"Keys of check-ins are kept in {settings.checkins.key_dir} from now on.")
    else:
        remark(f"{settings.checkins.key_dir} is the folder of keys already.")
