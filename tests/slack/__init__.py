"""Slack, played for the tests: a stateful Web API, signed posts or a socket, and people who read and click.

A dialog in five lines (``slack`` is the fixture of conftest.py; Signpost runs with ``slack.environment()``):

    slack.workspace.connect(HttpTransport(signpost_url, slack.signing_secret))  # or SocketTransport(slack.socket)
    alice, lena = slack.person("alice"), slack.person("lena")
    assert "Recorded as #1" in (await alice.types("/client-flag acme disrespect:3 called us idiots", "acme")).text
    nudge = await lena.receives("Acme: protect first")
    await lena.presses("Acknowledge", on=nudge)

and at its end ``slack.assert_clean()``. A modal is ``form = (await alice.types("/client-flag")).modal``; then
``seen = await alice.submits(form, {"client": "Acme", "summary": "…"})`` and ``seen.errors``, ``seen.view``,
``seen.closed``. What goes wrong on demand: ``slack.shim.faults.next("chat.postMessage", faults.rate_limited(2))``.

emulator  starts it all: ``slack_emulator``, ``Slack``, ``Node``   people     what somebody does and sees
workspace events, channels, looking into conversations             reading    messages and views as text
seed      who works where                                          transports HTTP and Socket Mode, one face
shim      the Web API's address: rules, answers, faults, calls     payloads   what Slack sends
"""
