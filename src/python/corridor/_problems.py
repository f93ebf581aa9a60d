"""The one exception, which holds every problem."""

from __future__ import annotations

from typing import NamedTuple, Optional, Sequence


class Problem(NamedTuple):
    """One thing that is wrong with a file, a table or a change."""

    code: str
    """The code, which the guide explains."""
    message: str
    """What is wrong."""
    help: Optional[str]
    """What to do."""
    file: Optional[str]
    """The file, if the problem is in one."""
    line: Optional[int]
    """The line there, from 1."""
    column: Optional[int]
    """The column there, from 1."""
    is_error: bool
    """Whether it stops the answer."""


class CorridorError(Exception):
    """Why there is no answer; where files or changes are the cause, with all their problems at once."""

    def __init__(self, message: str, problems: Sequence[tuple[str, str, Optional[str], Optional[str], Optional[int], Optional[int], bool]] = ()) -> None:
        super().__init__(message, problems)
        self.message = message
        self.problems = [Problem(*problem) for problem in problems]

    def __str__(self) -> str:
        return self.message
