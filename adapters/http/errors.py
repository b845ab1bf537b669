"""What people see when a request fails: a kind page or a short JSON code, never a stack trace."""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from adapters.http.templates import rendered
from adapters.http.words import language_wanted, word
from bot.ports import Log

_WITH_A_PAGE = (400, 403, 404, 405, 413, 500)


def error_middleware(log: Log) -> Middleware:
    """Turns every failure into an answer. Only a fault of ours is a 500; it is logged by its type, without its text."""

    @web.middleware
    async def caught(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return error_response(request, error.status, allow=error.headers.get("Allow", ""))
        except ConnectionResetError:
            raise
        except Exception as error:
            log.error("request_failed", route=route_of(request), error=type(error).__name__, where=_place_of(error))
            return error_response(request, 500)

    return caught


def error_response(request: web.Request, status: int, allow: str = "") -> web.Response:
    """HTML for a browser that navigates, JSON for a script."""
    headers = {"Allow": allow} if allow else {}
    if "text/html" not in request.headers.get("Accept", ""):
        return web.json_response({"error": f"http_{status}"}, status=status, headers=headers)
    key = status if status in _WITH_A_PAGE else (400 if status < 500 else 500)
    page = said_page(request, str(key), status)
    page.headers.update(headers)
    return page


def said_page(request: web.Request, key: str, status: int) -> web.Response:
    """A page of a few words in both languages (``<key>.title`` and ``<key>.text`` of ``words``), the reader's first."""
    first = language_wanted(request.headers.get("Accept-Language", ""))
    said = [
        {"language": language, "title": word(language, f"{key}.title"), "text": word(language, f"{key}.text")}
        for language in sorted(("en", "de"), key=lambda language: language != first)
    ]
    html = rendered("error.html.j2", language=first, said=said, status=status if status >= 400 else "")
    return web.Response(text=html, status=status, content_type="text/html")


def route_of(request: web.Request) -> str:
    """The pattern of the route (``/app/clients/{id}``), so that logs and metrics hold no ids."""
    resource = request.match_info.route.resource
    return "" if resource is None else resource.canonical


def _place_of(error: BaseException) -> str:
    """File and line of the innermost frame: enough to find the fault, nothing that a person wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
