"""The tables, without behaviour. What the circular forbids, their constraints refuse to store."""

from booking.models.base import Base
from booking.models.bookings import Admission, Booking, Guest
from booking.models.callers import Answer, Feed
from booking.models.complaints import Complaint
from booking.models.decisions import Decision
from booking.models.documents import Document, DocumentPiece
from booking.models.drafts import Draft
from booking.models.journal import JournalEntry, PersonalNote
from booking.models.letters import Letter, Receipt
from booking.models.looks import Look
from booking.models.minutes import MinutesRevision
from booking.models.outbox import Flag, JobRun, Message, Seal, SealedEnd
from booking.models.people import AccountRequest, Person, Token
from booking.models.reception import Departure, TravelOrder, TurnedAway
from booking.models.reference import CalendarDay, CalendarYear, Closure, Policy, Region, Room, RoomBlock, Topic, Unit
from booking.models.refusals import RefusalCount
from booking.models.search import SearchWord

__all__ = [
    "AccountRequest",
    "Admission",
    "Answer",
    "Base",
    "Booking",
    "CalendarDay",
    "CalendarYear",
    "Closure",
    "Complaint",
    "Decision",
    "Departure",
    "Document",
    "DocumentPiece",
    "Draft",
    "Feed",
    "Flag",
    "Guest",
    "JobRun",
    "JournalEntry",
    "Letter",
    "Look",
    "Message",
    "MinutesRevision",
    "Person",
    "PersonalNote",
    "Policy",
    "Receipt",
    "RefusalCount",
    "Region",
    "Room",
    "RoomBlock",
    "Seal",
    "SealedEnd",
    "SearchWord",
    "Token",
    "Topic",
    "TravelOrder",
    "TurnedAway",
    "Unit",
]
