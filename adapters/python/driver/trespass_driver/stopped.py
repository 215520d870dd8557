"""
A step that is stopped in the middle while another actor's whole step is done. The other one runs in a thread of its
own, so that what frameworks keep by thread (the request, the user, the language) is not mixed; it shares the database
connections, which the stopped step does not use meanwhile.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Callable, Optional

from .steps import NO_RESPONSE, Response, Steps

#: How long the other step may take. It takes longer if it waits for a lock that the stopped one holds.
SECONDS_MAX = 1.0


class Stopped:
    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._thread: Optional[threading.Thread] = None
        #: Whether the step was not stopped, because it was in a transaction of its own.
        self.withheld = False
        #: Whether the other step did not come back as long as this one was stopped.
        self.is_late = False

    def may_stop(self) -> bool:
        """
        Whether another step could be done now. Within an SQL transaction of the step's own it might have to wait, as
        rows can be locked.
        """
        project = self._steps.project
        self.withheld = project is not None and project.state.in_transaction()
        return not self.withheld

    @contextlib.contextmanager
    def set_aside(self) -> Iterator[None]:
        """Keeps what belongs to the stopped step while another one is done."""
        project = self._steps.project
        if project is None:
            yield
            return
        failure = project.failure
        with project.state.set_aside():
            yield
        project.failure = failure

    def beside(self, perform: Callable[[], Response]) -> Response:
        """
        Performs another step in a thread. If it did not come back, it goes on once the stopped step does.
        """
        project = self._steps.project
        lend = contextlib.nullcontext if project is None else project.state.lend()
        done: list[Response] = []

        def run() -> None:
            with lend():
                done.append(perform())

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        self._thread.join(SECONDS_MAX)
        self.is_late = not done
        return done[0] if done else NO_RESPONSE

    def settle(self) -> None:
        """Called when the first step has ended: waits for the other one, if it had to wait for that."""
        if self._thread is not None:
            self._thread.join(SECONDS_MAX)
