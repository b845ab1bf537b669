"""How Signpost is described where apps are chosen and their commands listed, in words that fit there."""

from bot.notices.help import COMMANDS
from bot.voice import Voice


def short(say: Voice) -> str:
    """At most 80 characters."""
    return say.word("Notices when a client relation goes wrong, and helps to mend it.")


def long(say: Voice) -> str:
    return say.word(
        "Team members report what a client did, in one line or in a form. Signpost keeps a fair record per client, "
        "weighs it by rules that anybody can read, and tells the client's lead in time: what happened, and what to try "
        "first. Answers are private; reports are confidential; there is no ranking of people. Nothing is posted where "
        "a client can read it."
    )


def command(say: Voice, name: str) -> str:
    """What one of ``help.COMMANDS`` is for."""
    return _capital(say.word(COMMANDS[name]))


def home(say: Voice) -> str:
    return say.word("Your clients, your reports, and what is open")


def help_alone(say: Voice) -> str:
    return say.word("All commands, and how each is used")


def help_among_others(say: Voice) -> str:
    """In place of a command that would be read by everybody."""
    return say.word(
        "To report unseen: at a message choose More actions, “Flag this message”, or write to Signpost in your own chat"
    )


def setup_here(say: Voice) -> str:
    return say.word("Say which client this channel is about (the form comes to your own chat)")


def flag_message(say: Voice) -> str:
    """At most 32 characters, as the next one."""
    return say.word("Flag this message")


def flag_incident(say: Voice) -> str:
    return say.word("Report something")


def flag_message_hint(say: Voice) -> str:
    """At most 128 characters, as the next one."""
    return say.word("Report what a client wrote; quote and link are filled in")


def flag_incident_hint(say: Voice) -> str:
    return say.word("Report what a client did, unseen by the others here")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
