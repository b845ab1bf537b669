"""A text in every place that notices, forms and pages have, for every door's guarantee 14."""

from bot.notices.parts import (
    Action,
    Badge,
    Bar,
    Bars,
    Block,
    CheckField,
    ChoiceField,
    DateField,
    Facts,
    Field,
    Form,
    Items,
    Notice,
    Option,
    Page,
    PageLink,
    Paragraph,
    PeopleField,
    Picture,
    Quote,
    Section,
    Small,
    Span,
    Style,
    Subhead,
    Table,
    Text,
    TextField,
)


def styled(text: str) -> Text:
    """The text in every style, one after the other, each between words of our own."""
    return tuple(part for style in Style for part in (Span("before {"), Span(text, style), Span(" after. ")))


def everywhere(text: str) -> tuple[Notice, Form, Page]:
    """The text in every place at once, each of them many times."""
    rows = tuple((styled(text), styled(text), styled(text)) for _ in range(12))
    blocks: tuple[Block, ...] = (
        Badge(text, text),
        Paragraph(styled(text)),
        Small(styled(text)),
        Subhead(styled(text)),
        Items(tuple(styled(text) for _ in range(12))),
        Facts(tuple((text, styled(text)) for _ in range(10))),
        Table((text, text, text), rows, numeric=(0, 9), footer=rows[0], links=(text,) * 12),
        Table((text, text, text), rows * 3, numeric=(0, 9), footer=rows[0]),
        Quote(text),
        Quote(text, copyable=True),
        Picture(text, text, text),
        Bars(text, ((text, (Bar(text, 1.0, text),)),), Items((styled(text),))),
    )
    actions = (Action(text, text, text, "primary"), Action(text, text, text, "danger"), PageLink(text, text))
    options = tuple(Option(value, text, text) for value in (text, "a", "b", text, ""))
    fields: tuple[Field, ...] = (
        TextField(name="a", label=text, value=text, hint=text, error=text, placeholder=text, lines=3, required=True),
        ChoiceField(name="b", label=text, value=text, options=options, hint=text),
        ChoiceField(name="c", label=text, value="a", options=options, searchable=True),
        PeopleField(name="d", label=text, value=text, options=options),
        DateField(name="e", label=text, value=text),
        CheckField(name="f", label=text, value=text, hint=text),
    )
    return (
        Notice(text, styled(text), blocks, actions * 5),
        Form(
            kind=text,
            title=text,
            fields=fields,
            submit=text,
            cancel=text,
            intro=blocks,
            state={text: text, "subject": text},
        ),
        Page(text, text, tuple(Section(text, blocks, actions) for _ in range(8)), styled(text)),
    )
