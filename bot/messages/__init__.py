"""Commands and questions: what people ask of the core. Imperative, frozen, free of platforms.

Doors send those of ``door``; ``bot.intake`` turns them into the others, for which ``bot.handlers.table`` has one
handler each. Every message with effects carries ``by.key``, the platform's id of the delivery (or a form's nonce): the
same key twice is one effect.
"""

from bot.messages.checkins import AnswerCheckin as AnswerCheckin
from bot.messages.checkins import AskCheckin as AskCheckin
from bot.messages.checkins import DeclineCheckins as DeclineCheckins
from bot.messages.checkins import ExplainCheckin as ExplainCheckin
from bot.messages.checkins import PrepareCheckin as PrepareCheckin
from bot.messages.checkins import ScheduleCheckin as ScheduleCheckin
from bot.messages.checkins import ShowCheckinResults as ShowCheckinResults
from bot.messages.checkins import ShowCheckins as ShowCheckins
from bot.messages.checkins import StartCheckin as StartCheckin
from bot.messages.checkins import StopCheckins as StopCheckins
from bot.messages.clients import AddNote as AddNote
from bot.messages.clients import BindChannel as BindChannel
from bot.messages.clients import ChangeClientState as ChangeClientState
from bot.messages.clients import RemoveCounterweight as RemoveCounterweight
from bot.messages.clients import SetClient as SetClient
from bot.messages.clients import SetCounterweight as SetCounterweight
from bot.messages.clients import ShowStatus as ShowStatus
from bot.messages.clients import UnbindChannel as UnbindChannel
from bot.messages.door import ChannelLeft as ChannelLeft
from bot.messages.door import ChannelMoved as ChannelMoved
from bot.messages.door import ChartAsked as ChartAsked
from bot.messages.door import ClientsSought as ClientsSought
from bot.messages.door import DoorMessage as DoorMessage
from bot.messages.door import DoorNews as DoorNews
from bot.messages.door import DossierFetched as DossierFetched
from bot.messages.door import From as From
from bot.messages.door import HelpWanted as HelpWanted
from bot.messages.door import Installed as Installed
from bot.messages.door import LetterFetched as LetterFetched
from bot.messages.door import MessageFlagged as MessageFlagged
from bot.messages.door import MessageGone as MessageGone
from bot.messages.door import MessageHeard as MessageHeard
from bot.messages.door import OutsiderJoined as OutsiderJoined
from bot.messages.door import PageAsked as PageAsked
from bot.messages.door import PageName as PageName
from bot.messages.door import PersonSeen as PersonSeen
from bot.messages.door import Pressed as Pressed
from bot.messages.door import ReceiptWanted as ReceiptWanted
from bot.messages.door import SharingChanged as SharingChanged
from bot.messages.door import StrangersSought as StrangersSought
from bot.messages.door import Submitted as Submitted
from bot.messages.door import Typed as Typed
from bot.messages.drafts import ApproveDraft as ApproveDraft
from bot.messages.drafts import AskApproval as AskApproval
from bot.messages.drafts import CompareDraft as CompareDraft
from bot.messages.drafts import EditDraft as EditDraft
from bot.messages.drafts import RewriteDraft as RewriteDraft
from bot.messages.drafts import ShowDraft as ShowDraft
from bot.messages.drafts import UseVersion as UseVersion
from bot.messages.drafts import WantChanges as WantChanges
from bot.messages.drafts import WriteDraft as WriteDraft
from bot.messages.nudges import AcknowledgeNudge as AcknowledgeNudge
from bot.messages.nudges import DismissNudge as DismissNudge
from bot.messages.nudges import SnoozeNudge as SnoozeNudge
from bot.messages.partings import AddHandOver as AddHandOver
from bot.messages.partings import AddInvoice as AddInvoice
from bot.messages.partings import CheckItem as CheckItem
from bot.messages.partings import FinishHandOver as FinishHandOver
from bot.messages.partings import InvoicePaid as InvoicePaid
from bot.messages.partings import LookBack as LookBack
from bot.messages.partings import PlanParting as PlanParting
from bot.messages.partings import ShowParting as ShowParting
from bot.messages.people import AdmitPerson as AdmitPerson
from bot.messages.people import AskForDossier as AskForDossier
from bot.messages.people import LinkPeople as LinkPeople
from bot.messages.people import OpenInBrowser as OpenInBrowser
from bot.messages.people import ReleaseHeld as ReleaseHeld
from bot.messages.people import SetAway as SetAway
from bot.messages.people import ShowHelp as ShowHelp
from bot.messages.people import ShowPrivacy as ShowPrivacy
from bot.messages.reports import ConfirmFacts as ConfirmFacts
from bot.messages.reports import ConfirmIncident as ConfirmIncident
from bot.messages.reports import CorrectIncident as CorrectIncident
from bot.messages.reports import FlagByWords as FlagByWords
from bot.messages.reports import FlagIncident as FlagIncident
from bot.messages.reports import JoinIncident as JoinIncident
from bot.messages.reports import OpenForm as OpenForm
from bot.messages.reports import ShowIncident as ShowIncident
from bot.messages.reports import ShowMine as ShowMine
from bot.messages.reports import WithdrawIncident as WithdrawIncident
from bot.messages.suspicions import ConfirmSuspicion as ConfirmSuspicion
from bot.messages.suspicions import CorrectSuspicion as CorrectSuspicion
from bot.messages.suspicions import DismissSuspicion as DismissSuspicion
from bot.messages.suspicions import EndListening as EndListening
from bot.messages.suspicions import PauseListening as PauseListening
from bot.messages.suspicions import ResumeListening as ResumeListening
from bot.messages.suspicions import SwitchListening as SwitchListening
from bot.messages.talks import AddAgreement as AddAgreement
from bot.messages.talks import AnswerQuestion as AnswerQuestion
from bot.messages.talks import AskReporters as AskReporters
from bot.messages.talks import DeclineQuestion as DeclineQuestion
from bot.messages.talks import Point as Point
from bot.messages.talks import RecordTalk as RecordTalk
from bot.messages.talks import SettleAgreement as SettleAgreement
from bot.messages.talks import ShowDecision as ShowDecision
from bot.messages.talks import ShowGuide as ShowGuide

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
