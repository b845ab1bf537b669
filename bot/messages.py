"""Commands and questions: what people ask of the core. Imperative, frozen, free of platforms.

Doors send the first group; ``bot.intake`` turns it into the second, for which ``bot.handlers.table`` has one handler
each. Every message with effects carries ``by.key``, the platform's id of the delivery (or a form's nonce): the same key
twice is one effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.domain.agreement import AgreementState, PointKind, Whose
from bot.domain.client import ClientState, Contract
from bot.domain.counterweight import CounterweightKind
from bot.domain.dossier import DossierForm, Period
from bot.domain.draft import DraftKind, Tone
from bot.domain.incident import Source
from bot.domain.parting import Item, ItemState
from bot.domain.person import ChannelRef
from bot.domain.schedule import Every
from bot.domain.talk import Outcome
from bot.doormessages import ChannelLeft as ChannelLeft
from bot.doormessages import ChannelMoved as ChannelMoved
from bot.doormessages import ChartAsked as ChartAsked
from bot.doormessages import ClientsSought as ClientsSought
from bot.doormessages import DoorMessage as DoorMessage
from bot.doormessages import DoorNews as DoorNews
from bot.doormessages import DossierFetched as DossierFetched
from bot.doormessages import From as From
from bot.doormessages import HelpWanted as HelpWanted
from bot.doormessages import Installed as Installed
from bot.doormessages import LetterFetched as LetterFetched
from bot.doormessages import MessageFlagged as MessageFlagged
from bot.doormessages import MessageGone as MessageGone
from bot.doormessages import MessageHeard as MessageHeard
from bot.doormessages import OutsiderJoined as OutsiderJoined
from bot.doormessages import PageAsked as PageAsked
from bot.doormessages import PageName as PageName
from bot.doormessages import PersonSeen as PersonSeen
from bot.doormessages import Pressed as Pressed
from bot.doormessages import ReceiptWanted as ReceiptWanted
from bot.doormessages import SharingChanged as SharingChanged
from bot.doormessages import StrangersSought as StrangersSought
from bot.doormessages import Submitted as Submitted
from bot.doormessages import Typed as Typed

# --- What handlers take ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """Open a dialog, or keep it open with ``problems`` (field → problem code) and everything that was typed.

    ``subject``: the id of what it is about; ``words``: a client's name as typed.
    """

    by: From
    form: str
    subject: str = ""
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagByWords:
    """``/client-flag acme disrespect:3 called us idiots``: client and sign still inside ``words``."""

    by: From
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagIncident:
    """File a report. ``client`` is an id, ``client_words`` what was typed where no client was found.

    ``guessed``: the sign was proposed by the bot, so the report waits for one click; ``doubtful``: so does one whose
    severity may have been a word of the text.
    """

    by: From
    client: str | None
    client_words: str = ""
    sign: str
    severity: int = 2
    summary: str
    quote: str = ""
    link: str = ""
    occurred_on: date | None = None
    consent: bool = False
    to_owner: bool = False
    about_oneself: bool = False
    own_message: bool = False
    guessed: bool = False
    doubtful: bool = False
    source: Source = Source.COMMAND


@dataclass(frozen=True, slots=True)
class ConfirmIncident:
    by: From
    incident: str


@dataclass(frozen=True, slots=True)
class WithdrawIncident:
    by: From
    incident: str


@dataclass(frozen=True, slots=True)
class ConfirmSuspicion:
    """What the bot noticed is an incident, says the person who is asked. ``consent``: "my lead may know my name"."""

    by: From
    incident: str
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectSuspicion:
    """It is an incident, but of another sign, client or weight."""

    by: From
    incident: str
    client: str
    sign: str
    severity: int
    summary: str
    consent: bool
    about_oneself: bool


@dataclass(frozen=True, slots=True)
class DismissSuspicion:
    """ "Not an incident"."""

    by: From
    incident: str


@dataclass(frozen=True, slots=True)
class JoinIncident:
    """ "The same thing": the reporter of ``mine`` becomes a witness of ``other``, and ``mine`` is withdrawn."""

    by: From
    mine: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectIncident:
    by: From
    incident: str
    client: str | None
    sign: str
    severity: int
    summary: str
    quote: str
    link: str
    occurred_on: date
    consent: bool
    about_oneself: bool


@dataclass(frozen=True, slots=True)
class ConfirmFacts:
    """An owner confirms the facts of a fast track: the exit letter is unlocked."""

    by: From
    client: str


@dataclass(frozen=True, slots=True)
class ShowMine:
    by: From


@dataclass(frozen=True, slots=True)
class ShowIncident:
    by: From
    incident: str


@dataclass(frozen=True, slots=True)
class ShowHelp:
    by: From
    topic: str = ""


@dataclass(frozen=True, slots=True)
class ShowPrivacy:
    by: From


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """``words`` name a client; empty: the channel's client, else all of one's own."""

    by: From
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetClient:
    """Add (``client`` None) or edit a client. ``bind`` adds the channel the form was opened in.

    ``leads`` and ``deputies`` are person ids or written refs; ``people``: what the door knows of those refs.
    """

    by: From
    client: str | None
    name: str
    aliases: tuple[str, ...]
    language: str
    leads: tuple[str, ...]
    deputies: tuple[str, ...]
    contract: Contract
    bind: ChannelRef | None = None
    people: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True)
class BindChannel:
    by: From
    words: str


@dataclass(frozen=True, slots=True)
class UnbindChannel:
    by: From


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchListening:
    """An admin switches listening on in the channel; an owner says that the client was ``informed``, or both."""

    by: From
    language_model: bool = False
    informed: bool = False


@dataclass(frozen=True, slots=True)
class PauseListening:
    by: From


@dataclass(frozen=True, slots=True)
class ResumeListening:
    by: From


@dataclass(frozen=True, slots=True)
class EndListening:
    by: From


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point as it was agreed or demanded: who does what until when. ``said_on``: the day of a warning."""

    text: str
    due_on: date
    whose: Whose
    kind: PointKind = PointKind.AGREED
    said_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTalk:
    """``agreed``: the first point that was agreed, if any."""

    by: From
    client: str
    day: date
    outcome: Outcome
    note: str = ""
    agreed: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAgreement:
    """One more agreed point, which belongs to the client's last talk, or a warning."""

    by: From
    client: str
    point: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleAgreement:
    """What became of a point: kept, broken, or open again until ``due_on``."""

    by: From
    agreement: str
    state: AgreementState
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCounterweight:
    """Add (``counterweight`` None) or change what speaks for a client."""

    by: From
    client: str
    counterweight: str | None = None
    kind: CounterweightKind
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class RemoveCounterweight:
    by: From
    counterweight: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReporters:
    """A lead's question about one incident, relayed to its reporters."""

    by: From
    client: str
    incident: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion:
    by: From
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class DeclineQuestion:
    """A reporter would rather not answer; nobody hears of it."""

    by: From
    question: str


@dataclass(frozen=True, slots=True)
class ShowGuide:
    """How to prepare a talk with a client: an id, or ``words`` that name it; neither: the channel's."""

    by: From
    client: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ShowDecision:
    """What to weigh before parting; named like the client of ``ShowGuide``."""

    by: From
    client: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    by: From
    client: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeClientState:
    """Begin a parting, finish it, or go back to working together; always with a reason."""

    by: From
    client: str
    state: ClientState
    reason: str


@dataclass(frozen=True, slots=True)
class ShowParting:
    """The open parting of a client, as a card."""

    by: From
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParting:
    """The days of a parting. ``version``: of the case that the person saw, so that nobody overwrites another."""

    by: From
    client: str
    receive_on: date | None
    ends_on: date | None
    last_invoice_on: date | None
    last_invoice_out: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckItem:
    """Where an item of the parting's list stands. ``version``: see ``PlanParting``."""

    by: From
    client: str
    item: Item
    state: ItemState
    note: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddHandOver:
    """``owner``: a person id, or a ref that the door's own chooser gives; ``people``: see ``Submitted``."""

    by: From
    client: str
    what: str
    owner: str
    due_on: date
    people: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True)
class FinishHandOver:
    by: From
    handover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInvoice:
    """An unpaid invoice. ``late_from``: the first day of default, where it is known."""

    by: From
    client: str
    number: str
    amount: Decimal
    currency: str
    due_on: date
    late_from: date | None


@dataclass(frozen=True, slots=True)
class InvoicePaid:
    by: From
    invoice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """What was learnt from a parting, and what staying would have cost: ``hours`` a month, ``rate`` an hour."""

    by: From
    client: str
    hours: Decimal | None
    rate: Decimal | None
    learnt: str
    version: int


@dataclass(frozen=True, slots=True)
class AcknowledgeNudge:
    by: From
    nudge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoozeNudge:
    by: From
    nudge: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissNudge:
    by: From
    nudge: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteDraft:
    by: From
    client: str
    kind: DraftKind
    tone: Tone = Tone.PLAIN
    language: str = ""


@dataclass(frozen=True, slots=True)
class ShowDraft:
    by: From
    draft: str


@dataclass(frozen=True, slots=True)
class CompareDraft:
    """The current wording with another one; ``number`` 0: with the one before it."""

    by: From
    draft: str
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDraft:
    """``base``: the version that was edited; where there is a newer one by now, both are kept and shown."""

    by: From
    draft: str
    base: int
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteDraft:
    """Written anew by machine; ``wish``: "shorter, mention the hand-over"."""

    by: From
    draft: str
    base: int
    tone: Tone
    wish: str = ""


@dataclass(frozen=True, slots=True)
class UseVersion:
    """Another version becomes the current one."""

    by: From
    draft: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskApproval:
    by: From
    draft: str
    base: int
    approver: str


@dataclass(frozen=True, slots=True)
class ApproveDraft:
    """``number``: the version that was read."""

    by: From
    draft: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WantChanges:
    """Whoever is asked for approval says what has to change first."""

    by: From
    draft: str
    base: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAway:
    """``until``: the first day back; None: here again."""

    by: From
    until: date | None


@dataclass(frozen=True, slots=True)
class AdmitPerson:
    """An admin lets a single guest in (freelancers), or out again."""

    by: From
    person: str
    admitted: bool


@dataclass(frozen=True, slots=True)
class LinkPeople:
    """An admin says that two people of the record are one, met in several places; ``person`` stays."""

    by: From
    person: str
    same: str


@dataclass(frozen=True, slots=True)
class OpenInBrowser:
    """A link to one of our pages (``path`` below ``/app/``) that lets this person in."""

    by: From
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForDossier:
    """A client's record of a period as a file, made in a while and handed over in private."""

    by: From
    client: str
    period: Period
    form: DossierForm


@dataclass(frozen=True, slots=True)
class ReleaseHeld:
    """An admin agrees that what waited since a restore may be sent."""

    by: From


@dataclass(frozen=True, slots=True)
class ShowCheckins:
    """``words`` name a client, or the firm; empty: the channel's client and one's own."""

    by: From
    words: str = ""


@dataclass(frozen=True, slots=True)
class ShowCheckinResults:
    """``about``: a client's id or ``firm``; else ``words`` name it."""

    by: From
    words: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCheckin:
    """``about``: a client's id, or ``firm``. ``asked``: person ids or written refs (see ``SetClient``)."""

    by: From
    about: str
    days: int
    group: int
    asked: tuple[str, ...] = ()
    people: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleCheckin:
    """Rounds that open by themselves; replaces the client's schedule."""

    by: From
    about: str
    days: int
    group: int
    every: Every
    weekday: int
    hour: int
    asked: tuple[str, ...] = ()
    people: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True)
class StopCheckins:
    """No further round opens by itself; one that is open runs to its close. ``about``, ``words``: see
    ``ShowCheckinResults``."""

    by: From
    words: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class PrepareCheckin:
    """The form that starts a round, or has rounds open by themselves: who would be asked is looked up first."""

    by: From
    asked: OpenForm


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCheckin:
    """The form for an answer. Like the answer itself it leaves no trace."""

    by: From
    round: str
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCheckin:
    by: From
    round: str
    face: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ExplainCheckin:
    by: From


@dataclass(frozen=True, slots=True)
class DeclineCheckins:
    """Not to be asked any more, or asked again."""

    by: From
    declined: bool = True


Command = (
    OpenForm
    | FlagByWords
    | FlagIncident
    | ConfirmIncident
    | ConfirmSuspicion
    | CorrectSuspicion
    | DismissSuspicion
    | WithdrawIncident
    | JoinIncident
    | CorrectIncident
    | ConfirmFacts
    | ShowMine
    | ShowIncident
    | ShowHelp
    | ShowPrivacy
    | ShowStatus
    | SetClient
    | BindChannel
    | UnbindChannel
    | SwitchListening
    | PauseListening
    | ResumeListening
    | EndListening
    | RecordTalk
    | AddAgreement
    | SettleAgreement
    | SetCounterweight
    | RemoveCounterweight
    | AskReporters
    | AnswerQuestion
    | DeclineQuestion
    | ShowGuide
    | ShowDecision
    | AddNote
    | ChangeClientState
    | ShowParting
    | PlanParting
    | CheckItem
    | AddHandOver
    | FinishHandOver
    | AddInvoice
    | InvoicePaid
    | LookBack
    | AcknowledgeNudge
    | SnoozeNudge
    | DismissNudge
    | WriteDraft
    | ShowDraft
    | CompareDraft
    | EditDraft
    | RewriteDraft
    | UseVersion
    | AskApproval
    | ApproveDraft
    | WantChanges
    | SetAway
    | AdmitPerson
    | LinkPeople
    | OpenInBrowser
    | AskForDossier
    | ReleaseHeld
    | ShowCheckins
    | ShowCheckinResults
    | StartCheckin
    | ScheduleCheckin
    | StopCheckins
    | PrepareCheckin
    | AskCheckin
    | AnswerCheckin
    | ExplainCheckin
    | DeclineCheckins
)
Question = PageAsked | ChartAsked | DossierFetched | LetterFetched | ClientsSought | StrangersSought
