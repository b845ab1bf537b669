"""A dossier that was asked for: while it is made, when it is ready, and its page."""

from collections.abc import Mapping

from bot.domain.dossier import DossierRequest, RequestState
from bot.notices.dossier import period
from bot.notices.labels import N_
from bot.notices.parts import (
    Action,
    Attached,
    Block,
    Facts,
    FileLink,
    Notice,
    Page,
    PageLink,
    Paragraph,
    Section,
    Small,
)
from bot.voice import Voice

FORMS: Mapping[str, str] = {
    "pdf": N_("a document (PDF)"),
    "csv": N_("a table for a spreadsheet (CSV)"),
    "jsonl": N_("lines for programs (JSON Lines)"),
}
_STATES: Mapping[RequestState, str] = {
    RequestState.WAITING: N_("It is being made; that may take a minute."),
    RequestState.MAKING: N_("It is being made; that may take a minute."),
    RequestState.READY: N_("It is ready."),
    RequestState.FAILED: N_("It could not be made. Please ask for it once more; if that fails too, tell your admin."),
}


def asked_for(say: Voice, client: str, request: DossierRequest) -> Notice:
    """The answer to the form."""
    text = say("The dossier is being made. It comes to you in private, and only to you.")
    link = PageLink(say.word("Show the dossier"), path_of(request))
    return Notice("dossier.asked", say("Dossier: *{client}*", client=client), (Paragraph(text),), (link,))


def progress(say: Voice, client: str, request: DossierRequest) -> Notice:
    """One message, edited while things go on."""
    blocks = (_facts(say, request), Paragraph(say(_STATES[request.state])))
    return Notice("dossier.progress", say("Dossier: *{client}*", client=client), blocks)


def ready(say: Voice, client: str, request: DossierRequest) -> Notice:
    """The dossier itself, where the platform takes files, and the way to it everywhere."""
    blocks: tuple[Block, ...] = (
        _facts(say, request),
        Attached(request.id, say.word("Dossier: {client}", client=client)),
        Small(say("Confidential: keep it where only the people concerned can read it.")),
    )
    return Notice(
        "dossier.ready", say("The dossier of *{client}* is ready", client=client), blocks, _ways(say, request)
    )


def page(say: Voice, client: str, client_id: str, request: DossierRequest) -> Page:
    blocks = (
        _facts(say, request),
        Paragraph(say(_STATES[request.state])),
        Small(say("It is made anew from the record whenever it is downloaded; no copy is kept here.")),
    )
    back = PageLink(say.word("Client page"), f"clients/{client_id}")
    files = (_file(say, request),) if request.state is RequestState.READY else ()
    section = Section(say.word("Your dossier"), blocks, (*files, back))
    return Page("dossier", say.word("Dossier: {client}", client=client), (section,))


def path_of(request: DossierRequest) -> str:
    return f"dossiers/{request.id}"


def _ways(say: Voice, request: DossierRequest) -> tuple[FileLink | PageLink | Action, ...]:
    return (_file(say, request), PageLink(say.word("Show the dossier"), path_of(request)))


def _file(say: Voice, request: DossierRequest) -> FileLink:
    return FileLink(say.word("Download"), f"{path_of(request)}/file", path_of(request))


def _facts(say: Voice, request: DossierRequest) -> Facts:
    rows = [
        (say.word("Period"), period(say, request.period)),
        (say.word("Format"), say.word(FORMS[request.form])),
    ]
    if request.made:
        rows += [
            (say.word("Entries"), str(request.made.entries)),
            (say.word("SHA-256"), request.made.sha256),
        ]
    return Facts(tuple((label, say("{value}", value=value)) for label, value in rows))
