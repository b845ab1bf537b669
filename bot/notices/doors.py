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
    "app_not_installed": N_(
        "the person does not have the app in Teams; whoever looks after Teams can install it for all, or the person "
        "adds it under Apps"
    ),
    "app_not_in_channel": N_(
        "Signpost is not in that team or chat in Teams; somebody there has to add it under Apps again"
    ),
    "MessageWritesBlocked": N_("the person has blocked Signpost in Teams, or removed it"),
    "ConversationBlockedByUser": N_("the person has blocked Signpost in Teams"),
    "ActivityNotFoundInConversation": N_("the message is not there any more"),
    "given_up": N_("tried for three days"),
    "unreachable": N_("there is no answer at the moment; try again in a minute"),
    "rate_limited": N_("there is no answer at the moment; try again in a minute"),
    "too_many_members": N_("there are more people in it than a check-in about one client is for"),
}
_TROUBLES: Mapping[str, str] = {
    "missing_scope": N_(
        "{door}: Signpost lacks the permission `{detail}`. Add it to the app (the manifest lists all) and install it "
        "to the workspace again."
    ),
    "invalid_auth": N_("{door}: the token is not valid any more. Put a new one in place and start Signpost again."),
    "unreachable": N_("{door} could not be reached a moment ago. Reports are kept; messages go out when it answers."),
    "socket_refused": N_(
        "{door} refuses the connection (`{detail}`). Put a good app token in place and start Signpost again."
    ),
    "app_refused": N_(
        "{door}: Microsoft refuses the app's credentials (`{detail}`). `signpost check --online` says what is wrong; "
        "messages wait."
    ),
    "no_keys": N_(
        "{door}: the keys with which Microsoft signs could not be fetched. Where that lasts, nothing from Teams gets "
        "in."
    ),
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


def trend(say: Voice) -> str:
    return say.word("Check-ins over time")


def chart_sent(say: Voice) -> Notice:
    return Notice("door.chart_sent", say("The chart is in your chat with Signpost."))


def chart_failed(say: Voice, code: str) -> Notice:
    return Notice(
        "door.chart_failed",
        say("The chart could not be shown."),
        (Paragraph(failure(say, code)),),
    )


def not_here(say: Voice, workspace: str) -> Notice:
    """To people of a workspace that is not on the list, or in which the bot is not installed."""
    return Notice(
        "door.not_here",
        say("Signpost is not open to this workspace. Nothing was recorded."),
        (
            Paragraph(
                say(
                    "An admin of Signpost can add its id, `{id}`, to `allowed_workspaces`, and install Signpost here.",
                    id=workspace,
                )
            ),
        ),
    )


def typed_openly(say: Voice) -> Paragraph:
    """Below the private answer to what was typed where others read along."""
    return Paragraph(
        say(
            "Everybody in that chat can read what you typed: please delete your message there. Here, and with “Flag "
            "this message”, nobody reads along."
        )
    )


def not_understood(say: Voice) -> Paragraph:
    """Above the help that comes for words in which there is no command."""
    return Paragraph(say("I found no command in what you wrote; nothing was recorded."))


def no_private_chat(say: Voice) -> Notice:
    """Said where others read along, so it tells nothing of what was asked or answered."""
    return Notice(
        "door.no_private_chat",
        say("Signpost answers in private only, and cannot write to you yet."),
        (Paragraph(say("Add the app for yourself (Apps, Signpost, Add), then write to it there.")),),
    )


def closed(say: Voice) -> Notice:
    """In the place of a form that was cancelled."""
    return Notice("door.closed", say("Closed. Nothing was recorded."))


def close(say: Voice) -> str:
    return say.word("Close")


def more(say: Voice) -> str:
    """Where there are more buttons than a platform shows."""
    return say.word("More …")


def pick(say: Voice) -> str:
    """Over a list in place of buttons."""
    return say.word("What would you like to do?")


def go(say: Voice) -> str:
    """At that list."""
    return say.word("Go on")
