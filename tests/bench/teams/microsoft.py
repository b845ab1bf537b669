"""Microsoft's side in a process of its own: keys, logins, the Connector, and ``/own/token`` for whoever plays Teams.

Nothing that the bot posts is kept: at the pace of the benchmark it would be much.
"""

from aiohttp import web

from tests.bench.slack.loopback import serve
from tests.teams.connector import Connector
from tests.teams.issuer import Issuer

DAY_SECONDS = 86_400


class Forgetful(Connector):
    async def _called(self, request, method, act):  # type: ignore[no-untyped-def]
        answer = await super()._called(request, method, act)
        self.asked.clear()
        self.posted.clear()
        return answer


def main() -> None:
    issuer, teams = Issuer(), Forgetful(token=None)

    @web.middleware
    async def addressed(request: web.Request, handler):  # type: ignore[no-untyped-def]
        """The port is known once somebody has come through it."""
        issuer.url = f"http://{request.host}/microsoft"
        return await handler(request)

    async def token(request: web.Request) -> web.Response:
        return web.Response(text=issuer.token(request.query["service_url"], exp=int(issuer.now()) + DAY_SECONDS))

    async def meet(request: web.Request) -> web.Response:
        teams.members.update(await request.json())
        return web.Response()

    app = web.Application(middlewares=[addressed])
    app.add_subapp("/microsoft", issuer.app())
    app.add_subapp("/teams", teams.app())
    app.add_routes([web.get("/own/token", token), web.post("/own/members", meet)])
    serve(app)


if __name__ == "__main__":
    main()
