"""Many runs of a scenario: in memory, or in a folder that many processes fill, on one machine or on many."""

from __future__ import annotations

import json
import os
import socket
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any, Iterable, Optional, Union

from ._answer import Rows
from ._corridor import StudyFolder
from ._problems import CorridorError

if TYPE_CHECKING:
    from . import Scenario

_Path = Union[str, "os.PathLike[str]"]


class Study(Rows):
    """The runs of a plan. As rows it answers all of them in memory; :meth:`run` writes them to a folder.

    Partitions may be written by any number of processes on any number of machines that share the folder::

        with study.begin("out") as folder:              # in one process
            for number in folder.missing():
                engine.submit(study.write, "out", number)   # in others: a study can be pickled
            ...                                         # wait for them
            folder.finish()

    A partition may be written again, by whoever and at any time: it has the same bytes.
    """

    def __init__(
        self, scenario: Scenario, plan: tuple[str, list[tuple[str, str]]], select: str, format: str
    ) -> None:
        self._given = scenario, plan, select, format
        self._runs = scenario._case.study(*plan, select, format)
        self._rows: Optional[bytes] = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Study, self._given

    def __repr__(self) -> str:
        return f"<corridor.Study {self._given[1][0]} of {self._given[0]._files[0]}>"

    @property
    def outline(self) -> dict[str, Any]:
        """What the study is: its files with their hashes, and how many runs, rows and partitions it has."""
        outline: dict[str, Any] = json.loads(self._runs.outline())
        return outline

    @property
    def parquet(self) -> bytes:
        if self._rows is None:
            scenario, plan, select, _ = self._given
            self._rows = scenario._case.study(*plan, select, "parquet").rows()
        return self._rows

    def begin(self, folder: _Path) -> Folder:
        """Begins the study in a folder, or goes on with it there, and keeps others from doing so meanwhile."""
        scenario, plan, *_ = self._given
        if plan[1] or scenario._files[2]:
            raise CorridorError("a study in a folder names its files, so that it can be verified: write them first")
        return Folder(self._runs.begin(os.fspath(folder), f"process {os.getpid()} on {socket.gethostname()}"))

    def write(self, folder: _Path, partitions: Union[int, Iterable[int]]) -> int:
        """Writes partitions, counted from 0, into a folder in which the study was begun; returns their rows."""
        numbers = [partitions] if isinstance(partitions, int) else list(partitions)
        words = (socket.gethostname(), str(os.getpid()), str(threading.get_ident()))
        writer = "-".join("".join(letter for letter in word if letter.isalnum()) for word in words)
        return self._runs.write(os.fspath(folder), numbers, writer)

    def run(self, folder: _Path) -> None:
        """Writes the study to a folder as ``corridor sweep`` does, and goes on where it was stopped."""
        with self.begin(folder) as begun:
            for number in begun.missing():
                self.write(folder, number)
            begun.finish()


class Folder:
    """The folder of a study that was begun, until it is closed; :meth:`Study.begin` opens it."""

    def __init__(self, folder: StudyFolder) -> None:
        self._folder = folder

    def missing(self) -> list[int]:
        """Returns the partitions that are not there, or are not what their record says."""
        return self._folder.open()

    def finish(self) -> None:
        """Checks every byte of every partition and writes the manifest: the folder is what one machine would write."""
        self._folder.join()

    def close(self) -> None:
        """Lets others begin the study."""
        self._folder.release()

    def __enter__(self) -> Folder:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()
