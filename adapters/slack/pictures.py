"""Charts and dossiers by Slack's external upload: an address, the bytes, and where they belong.

https://docs.slack.dev/messaging/working-with-files
"""

import json
from collections.abc import Mapping

from adapters.common.shapes import fit
from adapters.slack.api import DELIVERY_SECONDS, SlackApi
from adapters.slack.tokens import Tokens, token_for
from bot.domain.person import PersonRef
from bot.errors import ChatError, Unreachable
from bot.messages import ChartAsked, DossierFetched, From
from bot.ports import Door, Log, Sent
from bot.replies import Told

ALT_LIMIT = 1_000


class Charts:
    """The port ``Pictures`` of ``outbound``: drawn by the core, with the rights of the person who is to see it."""

    def __init__(self, api: SlackApi, tokens: Tokens, door: Door, log: Log) -> None:
        self._api = api
        self._tokens = tokens
        self._door = door
        self._log = log

    async def show(self, person: PersonRef, client: str, alt: str, place: Sent) -> None:
        try:
            await self.put(From(who=person, key="", external=None), client, alt, place)
        except ChatError as error:
            self._log.warning("slack.chart_failed", error=error, reason=str(error))

    async def put(self, by: From, client: str, alt: str, place: Sent) -> Told | None:
        """A chart into a chat or thread; a ``Told`` where the person may not see it. Raises ``ChatError``."""
        drawn = await self._door.chart(ChartAsked(by, client, "png"))
        if isinstance(drawn, Told):
            return drawn
        words = fit(alt)[:ALT_LIMIT]
        await self._upload(by.who, drawn, {"filename": "chart.png", "alt_txt": words}, words, place)
        return None

    async def hand_over(self, person: PersonRef, dossier: str, title: str, place: Sent) -> None:
        made = await self._door.dossier(DossierFetched(From(who=person, key="", external=None), dossier))
        if isinstance(made, Told):
            return
        with made.content as content:
            try:
                await self._upload(person, content.read(), {"filename": made.name}, fit(title), place)
            except ChatError as error:
                self._log.warning("slack.dossier_failed", error=error, reason=str(error))

    async def _upload(
        self, person: PersonRef, content: bytes, told: Mapping[str, str], title: str, place: Sent
    ) -> None:
        token = await token_for(self._tokens, person.workspace)
        asked = {**told, "length": str(len(content))}
        address = await self._api.call("files.getUploadURLExternal", token.value, asked, DELIVERY_SECONDS)
        url, file = address.get("upload_url"), address.get("file_id")
        if not isinstance(url, str) or not isinstance(file, str):
            raise Unreachable("no_upload_url")
        await self._api.upload(url, content)
        done = {"files": json.dumps([{"id": file, "title": title[:250]}]), "channel_id": place.chat.partition("/")[2]}
        if place.message:
            done["thread_ts"] = place.message.partition("/")[2] or place.message
        await self._api.call("files.completeUploadExternal", token.value, done, DELIVERY_SECONDS)
