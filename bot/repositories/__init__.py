"""The record, as the core asks for it: one repository per kind of thing, named after questions.

Every method may raise ``NotRecorded`` (``StoreBusy``, ``StoreFailed``); nothing of SQLAlchemy leaves ``storage/``.
``bot.ports`` gives them on, beside the other ports.
"""

from bot.repositories.checkins import Checkins as Checkins
from bot.repositories.clients import Agreements as Agreements
from bot.repositories.clients import Clients as Clients
from bot.repositories.clients import Counterweights as Counterweights
from bot.repositories.clients import Talks as Talks
from bot.repositories.incidents import Incidents as Incidents
from bot.repositories.incidents import ReporterQuestions as ReporterQuestions
from bot.repositories.nudges import Deliveries as Deliveries
from bot.repositories.nudges import Nudges as Nudges
from bot.repositories.organization import Act as Act
from bot.repositories.organization import Installations as Installations
from bot.repositories.organization import Journal as Journal
from bot.repositories.organization import Listened as Listened
from bot.repositories.organization import Organization as Organization
from bot.repositories.partings import Dossiers as Dossiers
from bot.repositories.partings import Drafts as Drafts
from bot.repositories.partings import Partings as Partings
from bot.repositories.people import People as People
from bot.repositories.people import References as References
from bot.repositories.people import Sessions as Sessions
from bot.repositories.unit import Store as Store
from bot.repositories.unit import Unit as Unit
