"""What the bench itself asks of a workspace's emulator: past the shim, so that no failure and no record touches it."""

from collections.abc import Mapping
from typing import Any

import aiohttp

from tests.slack.seed import JSON


class Upstream:
    """One workspace's emulator at ``url`` (``http://127.0.0.1:port``)."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session

    async def call(self, method: str, arguments: Mapping[str, Any], token: str) -> JSON:
        """A Web API method's answer. A method that emulate does not know is Slack's ``unknown_method``."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self._session.post(f"{self.url}/api/{method}", json=dict(arguments), headers=headers) as answer:
            if answer.status == 404:
                return {"ok": False, "error": "unknown_method", "req_method": method}
            assert answer.status == 200, f"emulate answered {answer.status} to {method}: {await answer.text()}"
            read: JSON = await answer.json()
            return read

    async def sure(self, method: str, arguments: Mapping[str, Any], token: str) -> JSON:
        """As ``call``, for what must work: the bench's own doing."""
        answer = await self.call(method, arguments, token)
        assert answer["ok"], f"{method}: {answer}"
        return answer

    async def rows(self, table: str, **where: Any) -> list[JSON]:
        return await self._bench("rows", table=table, where=where)

    async def insert(self, table: str, row: JSON) -> None:
        await self._bench("insert", table=table, row=row)

    async def change(self, table: str, to: JSON, **where: Any) -> None:
        await self._bench("change", table=table, where=where, to=to)

    async def remove(self, table: str, **where: Any) -> None:
        await self._bench("remove", table=table, where=where)

    async def _bench(self, verb: str, **order: Any) -> list[JSON]:
        async with self._session.post(f"{self.url}/_bench/{verb}", json=order) as answer:
            assert answer.status == 200, await answer.text()
            rows: list[JSON] = (await answer.json())["rows"]
            return rows

    async def upload(self, path: str, content: bytes, content_type: str) -> tuple[int, str]:
        headers = {"Content-Type": content_type}
        async with self._session.post(self.url + path, data=content, headers=headers) as answer:
            return answer.status, await answer.text()

    async def page(self, path: str, query: Mapping[str, str]) -> tuple[int, str]:
        async with self._session.get(self.url + path, params=query) as answer:
            return answer.status, await answer.text()

    async def allow(self, form: Mapping[str, str]) -> str:
        """Press "allow" on the OAuth page; where it leads to, with the code."""
        async with self._session.post(
            f"{self.url}/oauth/v2/authorize/callback", data=dict(form), allow_redirects=False
        ) as answer:
            assert answer.status == 302, await answer.text()
            return answer.headers["Location"]
