"""Why something cannot be done, in words: the codes of ``NotPossible``."""

from collections.abc import Mapping

from bot.notices.labels import N_

REASONS: Mapping[str, str] = {
    "who_answered": N_(
        "Nobody can see who has answered, not even how many, and that is the point: people answer honestly only if it "
        "stays so. Reminders go to everybody in the group."
    ),
    "round_over": N_("This check-in is closed, so your answer could not be taken any more. Thank you all the same."),
    "round_void": N_("This check-in is void: its keys were lost, and no answer can be read any more."),
    "round_open": N_("A check-in about this is open already, and nobody closes it earlier."),
    "roster_too_small": N_(
        "The group is smaller than the fewest answers of which anything is shown. The firm-wide check-in includes "
        "these people too."
    ),
    "roster_unseen": N_(
        "Nobody could say who is in the client's channels. `/client-checkin schedule` lets you name people; without, "
        "the next one is tried again."
    ),
    "off_beside_the_database": N_(
        "Check-ins are off: their keys would lie beside the database or its backups (`checkins.key_dir`)."
    ),
    "off_readable_by_others": N_("Check-ins are off: other accounts of the server could read their keys."),
    "off_not_writable": N_("Check-ins are off: the folder for their keys cannot be written."),
    "off_not_shared": N_(
        "Check-ins are off: this server does not find the folder of keys that the others use, or it was lost."
    ),
}
