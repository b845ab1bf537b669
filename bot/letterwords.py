"""Words that no letter to a client contains: insult, threat, irony, blame, superlatives, talk about the team."""

from collections.abc import Mapping

_GERMAN = """
    idiot idiotisch dumm frech frechheit unverschämt unprofessionell respektlos beleidigung beleidigt lächerlich
    unerträglich inakzeptabel unzumutbar untragbar katastrophal skandal schikane betrug betrogen lüge gelogen
    drohen drohung anwalt gericht klage verklagen strafanzeige anzeige schadenersatz schadensersatz inkasso polizei
    konsequenzen angeblich bekanntlich wohl offenbar offensichtlich wieder ständig dauernd immer nie niemals endlich
    schuld schuldig vorwurf vorwerfen versagt versagen versäumt ignoriert missachtet enttäuscht enttäuschung
    verärgert leider beste bester besten größte größter schlimmste schlechteste extrem absolut völlig total
    unglaublich stimmung moral team-moral meldung meldungen beschwerde beschwerden gemeldet berichtet kollegen
    kolleginnen
"""
_ENGLISH = """
    idiot stupid rude rudeness outrageous unprofessional disrespectful disrespect insult insulting ridiculous
    unacceptable unbearable intolerable catastrophic scandal harassment fraud lie lied lying
    threat threaten lawyer lawyers court sue lawsuit damages police bailiff collection consequences
    allegedly apparently obviously clearly again always never constantly finally
    blame fault guilty accuse failed failure neglected ignored disregarded disappointed disappointing annoyed
    unfortunately best worst greatest extremely absolutely totally incredible
    morale mood report reports reported reporter complaint complaints colleague colleagues
"""
NEVER: Mapping[str, frozenset[str]] = {"de": frozenset(_GERMAN.split()), "en": frozenset(_ENGLISH.split())}
