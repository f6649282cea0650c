"""The acts: the only code that writes a state. Each has one shape: lock, gather, judge, step, write, journal, tell."""

from booking.workflow.absence import expire, lapse, mark_absent, restore
from booking.workflow.change import amend, move, release
from booking.workflow.decide import NO_ROOM, approve, reject
from booking.workflow.door import turn_away
from booking.workflow.letters import correct_receipt, receive_again
from booking.workflow.letters import register as register_letter
from booking.workflow.party import change_guests
from booking.workflow.reception import check_in, depart, sign_travel_order, undo_check_in
from booking.workflow.record import close, file_document, finish, reopen
from booking.workflow.requester import cancel, withdraw
from booking.workflow.scanning import scan
from booking.workflow.submit import confirm, submit
from booking.workflow.talk import ask, consider, reply

__all__ = [
    "NO_ROOM",
    "amend",
    "approve",
    "ask",
    "cancel",
    "change_guests",
    "check_in",
    "close",
    "confirm",
    "consider",
    "correct_receipt",
    "depart",
    "expire",
    "file_document",
    "finish",
    "lapse",
    "mark_absent",
    "move",
    "receive_again",
    "register_letter",
    "reject",
    "release",
    "reopen",
    "reply",
    "restore",
    "scan",
    "sign_travel_order",
    "submit",
    "turn_away",
    "undo_check_in",
    "withdraw",
]
