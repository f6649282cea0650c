"""The acts: the only code that writes a state. Each has one shape: lock, gather, judge, step, write, journal."""

from booking.workflow.decide import approve, reject
from booking.workflow.reception import check_in, undo_check_in
from booking.workflow.record import close, file_document, finish
from booking.workflow.requester import cancel, withdraw
from booking.workflow.submit import submit

__all__ = [
    "approve",
    "cancel",
    "check_in",
    "close",
    "file_document",
    "finish",
    "reject",
    "submit",
    "undo_check_in",
    "withdraw",
]
