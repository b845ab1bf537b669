"""Rich sample values: a workspace, a nudge with every kind of block, forms, pages. In English and German."""

from datetime import timedelta

from adapters.practice.workspace import Channel, Line, Persona, Tour, TourFlag, Workspace
from bot.notices.parts import (
    Action,
    Badge,
    CheckField,
    ChoiceField,
    DateField,
    Facts,
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

WORKSPACE = Workspace(
    id="demo",
    name="Kiefer & Partner",
    personas=(
        Persona(id="anna", name="Anna Berger", title="Designer", title_de="Designerin"),
        Persona(id="jonas", name="Jonas Roth", title="Developer", title_de="Entwickler", language="de"),
        Persona(id="lena", name="Lena Vogt", title="Account lead", title_de="Kundenbetreuung", language="de"),
        Persona(id="omar", name="Omar Haddad", title="Managing director", title_de="Geschäftsführer"),
        Persona(id="gast", name="Gerd Ast", title="Freelancer", external=True, language="de"),
    ),
    channels=(
        Channel(id="acme", name="acme-relaunch", topic="Acme GmbH · website", topic_de="Acme GmbH · Website"),
        Channel(id="nordwind", name="nordwind", topic="Nordwind Logistik", topic_de="Nordwind Logistik"),
        Channel(id="closed", name="leads-only", topic="Leads only", members=("lena", "omar")),
    ),
    opening=(
        Line(
            channel="acme", author="anna", text="Third round of layouts sent to Acme.", ago=timedelta(days=1, hours=2)
        ),
        Line(
            channel="acme",
            author="jonas",
            text="Acme want the shop as well now, “it can't be that much work”. For free, of course.",
            ago=timedelta(hours=1),
        ),
        Line(channel="acme", author="jonas", text="That is not in the contract.", ago=timedelta(minutes=58)),
    ),
    tour=Tour(
        flags=(
            TourFlag(persona="anna", channel="acme", text="/client-flag acme disrespect:3 called the team idiots"),
            TourFlag(persona="jonas", channel="acme", text="/client-flag acme will den Shop umsonst dazu"),
        ),
        lead="lena",
    ),
)


def t(text: str) -> Text:
    return (Span(text),)


def user(text: str, style: Style = Style.USER) -> Text:
    return (Span(text, style),)


def nudge(client: str = "Acme GmbH") -> Notice:
    """Every block, five buttons, a link."""
    rows = (
        (t("24 Nov"), t("Disrespect, severe"), t("16.0")),
        (t("20 Nov"), t("Extra demands, clear"), t("3.8")),
        (t("2 Nov"), t("Late payment, clear"), t("5.1")),
    )
    return Notice(
        kind="nudge",
        title=(Span(client, Style.NAME), Span(": time for a talk")),
        blocks=(
            Badge("talk", "Talk"),
            Paragraph(
                (Span("Two people reported "), Span("disrespect", Style.STRONG), Span(" of "), *user(client), Span("."))
            ),
            Table(("Day", "What", "Points"), rows, numeric=(2,), footer=(t("Sum"), t(""), t("24.9"))),
            Picture("c1", f"Score of {client} since August, at 24.9 today"),
            Subhead(t("What to try first")),
            Items(
                (
                    t("Protect first: take the person concerned off the client."),
                    t("Seek the conversation, and ask whether there is a concrete cause."),
                    t("Say plainly what will not do, and what you offer instead."),
                ),
                numbered=True,
            ),
            Quote("“You are all idiots, and I want this by Monday.”"),
            Facts((("Lead", user("Lena Vogt")), ("Since", t("24 Nov 2026")))),
            Small((Span("Why the score is what it is: "), Span("/client-status acme", Style.CODE))),
        ),
        actions=(
            Action("nudge.acknowledge", "Acknowledge", "n1", "primary"),
            Action("nudge.snooze", "Snooze", "n1"),
            Action("talk.open", "Record talk", "n1"),
            Action("draft.open", "Draft message", "n1"),
            Action("nudge.dismiss", "Dismiss", "n1", "danger"),
            PageLink("Open the client page", "clients/c1"),
        ),
    )


def recorded(number: int = 12) -> Notice:
    return Notice(
        kind="recorded",
        title=(Span("Recorded as "), Span(f"#{number}", Style.STRONG), Span(".")),
        blocks=(
            Facts((("Client", user("Acme GmbH")), ("Sign", t("Disrespect")), ("Severity", t("severe")))),
            Subhead(t("What you can say now")),
            Paragraph(t("“I want to get this right with you, but not in this tone. Let us speak again tomorrow.”")),
            Small(t("Lena Vogt looks after this client and backs you.")),
        ),
        actions=(Action("incident.confirm", "Right", "i1", "primary"), Action("incident.withdraw", "Undo", "i1")),
    )


SIGNS = (
    Option("extra_demands", "Extra demands", "asks again and again for more than was agreed"),
    Option("disrespect", "Disrespect", "belittling remarks about service, product or people"),
    Option("non_cooperation", "Non-cooperation", "ignores input, gives no feedback"),
    Option("ethics", "Breach of business ethics", "unfair practices, fraud"),
    Option("late_payment", "Late payment", "invoices paid late again and again"),
    Option("price_pressure", "Price haggling", "constantly presses prices"),
)
PEOPLE = tuple(Option(p.id, p.name, p.title) for p in WORKSPACE.personas)


def flag_form(summary: str = "", error: str = "", quote: str = "") -> Form:
    return Form(
        kind="flag",
        title="Report something about a client",
        intro=(Paragraph(t("Write it so that you could show it: fact, date, effect.")),),
        fields=(
            ChoiceField(
                name="client",
                label="Client",
                value="c1",
                options=(Option("c1", "Acme GmbH"), Option("c2", "Nordwind Logistik"), Option("c3", "Ölmühle Süd")),
                searchable=True,
                required=True,
            ),
            ChoiceField(name="sign", label="Sign", options=SIGNS, required=True),
            ChoiceField(
                name="severity",
                label="How bad was it?",
                value="2",
                options=(Option("1", "Mild"), Option("2", "Clear"), Option("3", "Severe", "threats, harassment")),
            ),
            TextField(
                name="summary",
                label="What happened",
                value=summary,
                error=error,
                hint="Fact, date, effect. Up to 2,000 characters.",
                limit=2000,
                lines=4,
                required=True,
            ),
            TextField(name="quote", label="Quote", value=quote, limit=3000, lines=2),
            DateField(name="day", label="Day", value="2026-11-24"),
            PeopleField(name="people", label="Who was there", value="anna", options=PEOPLE),
            CheckField(name="consent", label="My lead may know my name", hint="In a team of three one can be guessed."),
        ),
        submit="Report",
        cancel="Cancel",
        state={"channel": "acme"},
    )


def home() -> Page:
    headers = ("Client", "Score", "Trend", "Nudges")
    talk = ((user("Acme GmbH", Style.NAME), t("24.9"), t("↑ 8.2"), t("1 open")),)
    calm = (
        (user("Nordwind Logistik", Style.NAME), t("3.1"), t("↓ 0.4"), t("–")),
        (user("Ölmühle Süd", Style.NAME), t("0.0"), t("→"), t("–")),
    )
    return Page(
        kind="home",
        title="Your clients",
        lead=t("One of them needs you."),
        sections=(
            Section(
                "Talk",
                (Badge("talk", "Talk"), Table(headers, talk, numeric=(1, 2))),
                (PageLink("Acme GmbH", "clients/c1"),),
            ),
            Section("Calm", (Badge("calm", "Calm"), Table(headers, calm, numeric=(1, 2)))),
        ),
    )


def client_page() -> Page:
    shown = nudge()
    return Page(
        kind="client",
        title="Acme GmbH",
        lead=t("At talk since 24 Nov 2026, score 24.9."),
        sections=(
            Section("Score", (Badge("talk", "Talk"), Picture("c1", "Score of Acme GmbH since August"))),
            Section("Nudge", shown.blocks[1:3], tuple(shown.actions[:5])),
            Section(
                "Draft",
                (Quote("Dear Ms Falk,\n\nthank you for two good years.\n\nKind regards\nLena Vogt", copyable=True),),
            ),
        ),
    )
