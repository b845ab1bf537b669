"""What a door says by itself: while something is on its way, when it cannot show something, and what it lacks."""

from collections.abc import Mapping

from bot.notices.labels import N_
from bot.notices.parts import Notice, Paragraph, Quote, Text
from bot.voice import Voice

# Why a message or picture could not be delivered, by the platform's own code: what it means and what mends it.
_FAILURES: Mapping[str, str] = {
    "missing_scope": N_("Signpost lacks a permission there; an admin has to install it again"),
    "no_door": N_("none of Signpost's doors leads to this person"),
    "account_inactive": N_("the account is deactivated"),
    "user_disabled": N_("the account is deactivated"),
    "user_not_found": N_("there is no such account"),
    "cannot_dm_bot": N_("this account is a bot"),
    "channel_not_found": N_("the chat is not there any more"),
    "not_in_channel": N_("Signpost is no member of that channel; invite it with `/invite`"),
    "message_not_found": N_("the message is not there any more"),
    "cant_update_message": N_("the message cannot be changed any more"),
    "invalid_auth": N_("the token is not valid; an admin has to renew it"),
    "not_authed": N_("the token is not valid; an admin has to renew it"),
    "token_revoked": N_("Signpost was uninstalled there; an admin has to install it again"),
    "token_expired": N_("the token is not valid; an admin has to renew it"),
    "not_installed": N_("Signpost is not installed there; an admin has to install it"),
    "restricted_action": N_("a setting of the workspace forbids it; ask the workspace's admins"),
    "given_up": N_("tried for three days"),
}
_TROUBLES: Mapping[str, str] = {
    "missing_scope": N_(
        "{door}: Signpost lacks the permission `{detail}`. Add it to the app (the manifest lists all) and install it "
        "to the workspace again."
    ),
    "invalid_auth": N_("{door}: the token is not valid any more. Put a new one in place and start Signpost again."),
    "unreachable": N_("{door} could not be reached a moment ago. Reports are kept; messages go out when it answers."),
    "not_connected": N_("{door}: there is no connection at the moment; Signpost keeps trying."),
}

_TROUBLES_OF_MANY: Mapping[str, str] = {
    "missing_scope": N_(
        "{door}: Signpost lacks the permissions `{detail}`. Add them to the app (the manifest lists all) and install "
        "it to the workspace again."
    ),
}


def failure(say: Voice, code: str) -> Text:
    """Words for an error code, the code with it; ``missing_scope:files:write`` names the permission."""
    known = _FAILURES.get(code) or _FAILURES.get(code.partition(":")[0])
    return say("{words} (`{code}`)", words=say(known), code=code) if known else say("`{code}`", code=code)


def trouble(say: Voice, door: str, code: str, *details: str) -> Text:
    """``details``: what the same trouble is about, a permission each, say."""
    known = _TROUBLES_OF_MANY if len(details) > 1 and code in _TROUBLES_OF_MANY else _TROUBLES
    detail = ", ".join(filter(None, details)) or code
    words = known.get(code, N_("{door}: `{detail}`"))
    return say(words, door=door, detail=detail)


def moment(say: Voice) -> Notice:
    """In the window of a form while the record is busy."""
    return Notice("door.moment", say("One moment …"))


def form_failed(say: Voice, code: str) -> Notice:
    """A form could not be opened."""
    return Notice(
        "door.form_failed",
        say("The form could not be opened. Nothing was recorded."),
        (
            Paragraph(
                say(
                    "Please try again. One line works without a form: "
                    "`/client-flag acme disrespect:3 called the team idiots`."
                )
            ),
            Paragraph(failure(say, code)),
        ),
    )


def too_long(say: Voice, typed: str) -> Notice:
    """The form takes less than what was typed: nothing of it is lost."""
    return Notice(
        "door.too_long",
        say("Your text is longer than the form takes. Here it is whole, to be copied:"),
        (Quote(typed, copyable=True),),
    )


def chart(say: Voice, client: str) -> str:
    """The title of a picture, and its words for who does not see it."""
    return say.word("Score of {client} over time", client=client)


def chart_sent(say: Voice) -> Notice:
    return Notice("door.chart_sent", say("The chart is in your chat with Signpost."))


def chart_failed(say: Voice, code: str) -> Notice:
    return Notice(
        "door.chart_failed",
        say("The chart could not be shown."),
        (Paragraph(failure(say, code)),),
    )


def not_here(say: Voice) -> Notice:
    """To people of a workspace that is not on the list."""
    return Notice(
        "door.not_here",
        say("Signpost is not open to this workspace. Nothing was recorded."),
        (Paragraph(say("An admin of Signpost can add it to `allowed_workspaces` and install it here.")),),
    )


def close(say: Voice) -> str:
    return say.word("Close")
