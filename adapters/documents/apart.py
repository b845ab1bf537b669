"""The port ``Documents`` in a process of its own, as for charts (docs/adr/0017).

A long paper goes through two files in a folder of its own, which is gone afterwards: what is to be printed, part by
part, and the result. So neither process holds more of it than one part and the pages' bare text.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterable
from pathlib import Path
from typing import BinaryIO, Literal

from adapters.common.apart import Apart
from adapters.documents.spool import spool
from bot.domain.sheet import LetterForm, LetterSheet
from bot.notices.paper import Cover, Foot
from bot.notices.parts import Section

LetterJob = tuple[LetterSheet, LetterForm]
PaperJob = tuple[Cover, Path, Path]
LONGEST_SECONDS = 300.0


class DocumentsApart:
    """Starts its worker with the first document and keeps it; where none can be started, it writes here."""

    def __init__(self) -> None:
        self.apart = Apart("adapters.documents.worker", worked, LONGEST_SECONDS)

    async def letter(self, letter: LetterSheet, form: LetterForm) -> bytes:
        return await self.apart.ask((letter, form))

    async def printed(self, cover: Cover, parts: AsyncIterable[Section | Foot], out: BinaryIO) -> None:
        with tempfile.TemporaryDirectory(prefix="signpost-") as folder:
            spooled, paper = Path(folder, "parts"), Path(folder, "paper.pdf")
            with _opened(spooled, "wb") as file:
                put = spool(file)
                async for part in parts:
                    put(part)
            await self.apart.ask((cover, spooled, paper))
            with _opened(paper, "rb") as file:
                await asyncio.to_thread(shutil.copyfileobj, file, out)

    def close(self) -> None:
        """End the worker, also in the middle of a document."""
        self.apart.close()


def _opened(path: Path, mode: Literal["rb", "wb"]) -> BinaryIO:
    return path.open(mode)


def worked(job: LetterJob | PaperJob) -> bytes:
    """What the worker does with a job."""
    # Here, so that the server does without ReportLab and python-docx.
    from adapters.documents.letters import written
    from adapters.documents.printed import print_sections

    if isinstance(job[0], LetterSheet):
        sheet, form = job
        return written(sheet, form)
    print_sections(*job)
    return b"printed"
