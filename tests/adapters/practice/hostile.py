"""Texts that want to be more than text."""

HOSTILE = (
    "<script>window.pwned = 1</script>",
    '<img src=x onerror="window.pwned = 1">',
    "<a href='https://evil.example'>trusted</a> [trusted](https://evil.example) <https://evil.example|trusted>",
    "https://evil.example javascript:window.pwned=1 data:text/html,<script>window.pwned=1</script>",
    "{{ 7 * 7 }} ${7*7} {% include 'x' %} </textarea></script><svg onload=window.pwned=1>",
    "<!channel> <@U1> @anna #acme &lt;b&gt; &amp; *bold* _it_ `code`",
    "\u202egnp.exe\u202c \u2067rtl\u2069 مرحبا שלום",
    "zero\u200bwidth\u200d\ufeff\u2060 a\u0301\u0301\u0301\u0301",
    "nul \x00 bell \x07 escape \x1b[31m vertical \x0b",
    "lone \ud83d surrogate \udc00 and a whole one \U0001f600",
    "line\u2028separator\u2029paragraph\r\ncrlf\ttab",
    "__proto__ constructor toString",
    "x" * 1_000_000,
)
