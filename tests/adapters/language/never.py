"""What the product calls things among colleagues, and never to a client: the labels of the signs."""

LABELS = {
    "de": (
        "überzogene erwartungen",
        "fehlender respekt",
        "mangelnde mitarbeit",
        "geschäftsethik",
        "zahlungsausfälle",
        "preisdrückerei",
        "wechselnde vereinbarungen",
        "andere kunden",
        "persönliche spannungen",
        "passt nicht zur strategie",
    ),
    "en": (
        "extra demands",
        "disrespect",
        "non-cooperation",
        "business ethics",
        "late payment",
        "price haggling",
        "shifting agreements",
        "other clients",
        "personal friction",
        "strategic misfit",
    ),
}
