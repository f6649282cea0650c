"""The closed lists of the register: acts, roles, channels, grounds and reasons."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may be. ``HOLDER`` is whoever has a booking's access code, ``CLOCK`` the passage of time."""

    REGION = "region"
    OFFICER = "officer"
    RECEPTIONIST = "receptionist"
    UNIT = "unit"
    LEADERSHIP = "leadership"
    ADMIN = "admin"
    HOLDER = "holder"
    CLOCK = "clock"


STAFF = frozenset({Role.OFFICER, Role.RECEPTIONIST, Role.UNIT, Role.LEADERSHIP, Role.ADMIN})
"""The roles of the office itself."""


class Act(StrEnum):
    """What can be done with a booking."""

    SUBMIT = "submit"
    CONFIRM = "confirm"
    LAPSE = "lapse"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    REPLY = "reply"
    ASK = "ask"
    REJECT = "reject"
    APPROVE = "approve"
    CONSIDER = "consider"
    MOVE = "move"
    AMEND = "amend"
    CANCEL = "cancel"
    RELEASE = "release"
    CHANGE_GUESTS = "change-guests"
    CHECK_IN = "check-in"
    UNDO_CHECK_IN = "undo-check-in"
    DEPART = "depart"
    SIGN_TRAVEL_ORDER = "sign-travel-order"
    FINISH = "finish"
    MARK_ABSENT = "mark-absent"
    RESTORE = "restore"
    CLOSE = "close"
    REOPEN = "reopen"


class Channel(StrEnum):
    """How a letter came. E.3.b.1 and E.3.c.1 name the first two; the portal is the office's choice."""

    WHATSAPP = "whatsapp"
    EMAIL = "email"
    PORTAL = "portal"


class Ground(StrEnum):
    """E.3.c.3: on whose word a schedule is given."""

    DIRECTIVE = "directive"
    UNIT_CONSIDERATION = "unit_consideration"


class RejectReason(StrEnum):
    """Why an officer rejects a request."""

    TOPIC_NOT_OURS = "topic_not_ours"
    INCOMPLETE_LETTER = "incomplete_letter"
    NOT_AUTHENTIC = "not_authentic"
    DUPLICATE = "duplicate"
    NO_CAPACITY = "no_capacity"
    OTHER = "other"


class OfficeReason(StrEnum):
    """Why the office moves or releases a schedule it gave."""

    CLOSURE = "closure"
    ROOM = "room"
    UNIT = "unit"
    DIRECTIVE = "directive"


class UnitAnswer(StrEnum):
    """What a unit answers to a request put before it."""

    ACCEPT = "accept"
    DECLINE = "decline"
    PROPOSE = "propose"


class TurnedAwayFor(StrEnum):
    """Why reception turns a party away: it has no schedule, came on another day or at another hour, or is too large."""

    WALK_IN = "walk_in"
    WRONG_DAY = "wrong_day"
    OUTSIDE_WINDOW = "outside_window"
    GUEST_CAP = "guest_cap"


class FeedScope(StrEnum):
    """Which sessions a calendar shows."""

    ALL = "all"
    UNIT = "unit"
    ROOM = "room"
    BOOKING = "booking"


class DocumentKind(StrEnum):
    """What a document is to its booking."""

    LETTER = "letter"
    MINUTES = "minutes"
    ATTENDANCE = "attendance"
    RECORDING = "recording"


class MessageKind(StrEnum):
    """What a message tells."""

    CONFIRM = "confirm"
    RECEIVED = "received"
    SCHEDULED = "scheduled"
    MOVED = "moved"
    CHANGED = "changed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    RELEASED = "released"
    EXPIRED = "expired"
    QUESTION = "question"
    REPLY = "reply"
    CONSIDERED = "considered"
    REMINDER = "reminder"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    RESTORED = "restored"
    LETTER_COPY = "letter_copy"
    ESCALATED = "escalated"
    RECORD_OVERDUE = "record_overdue"
    ANSWER_DUE = "answer_due"
    ACCOUNT_ASKED = "account_asked"
    ACCOUNT_OPENED = "account_opened"
    ACCOUNT_REFUSED = "account_refused"
    PASSWORD = "password"  # noqa: S105
    COMPLAINT = "complaint"
    COMPLAINT_RECEIVED = "complaint_received"


class Delivery(StrEnum):
    """Where a message stands: dropped where what it would say is no longer so, dead after the last attempt."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"


class AccountAnswer(StrEnum):
    """What became of a region's wish for an account."""

    WAITING = "waiting"
    OPENED = "opened"
    REFUSED = "refused"


class ComplaintKind(StrEnum):
    """E.5: what somebody has to say."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    COMMENT = "comment"


class Looked(StrEnum):
    """What of somebody's was looked at."""

    GUESTS = "guests"
    LETTER = "letter"
    RECORD = "record"
