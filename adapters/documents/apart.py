"""The port ``Documents`` in a process of its own, as for charts (docs/adr/0017)."""

from adapters.common.apart import Apart
from adapters.documents.letters import written
from bot.domain.sheet import LetterForm, LetterSheet

Job = tuple[LetterSheet, LetterForm]
LONGEST_SECONDS = 60.0


class DocumentsApart:
    """Starts its worker with the first document and keeps it; where none can be started, it writes here."""

    def __init__(self) -> None:
        self.apart = Apart("adapters.documents.worker", written_job, LONGEST_SECONDS)

    async def letter(self, letter: LetterSheet, form: LetterForm) -> bytes:
        return await self.apart.ask((letter, form))

    def close(self) -> None:
        """End the worker, also in the middle of a document."""
        self.apart.close()


def written_job(job: Job) -> bytes:
    return written(*job)
