"""The clauses of E.3 that functions enforce, in the circular's order. Importing this folder registers them all."""

from rules.clauses import e3a_dering, e3b_video_conference, e3c_visit

__all__ = ["e3a_dering", "e3b_video_conference", "e3c_visit"]
