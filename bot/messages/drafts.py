"""Letters to clients: written, edited, approved."""

from dataclasses import dataclass

from bot.domain.draft import DraftKind, Tone
from bot.messages.door import From


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
