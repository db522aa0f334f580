"""How runs are started: as Dagster does by default, and watched, so that none stays "running" after a power cut.

Dagster's own launcher cannot tell whether a worker lives (1.13). Its code server reports a worker that dies, but where
the code server dies with it, as when the machine restarts, nobody does: the run stays "started" for two hours, keeps
its place in the pool, and every later run waits. Asking the code server closes that gap; run monitoring asks every few
seconds, marks the run as failed, and has it started anew.

Not here: when a run is started anew (``run_retries`` in ``deploy/dagster.yaml``), why that is safe (``sync.recovery``).
"""

import dagster as dg
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult
from dagster._serdes import deserialize_value
from dagster._serdes.config_class import ConfigurableClassData


class WatchedRunLauncher(dg.DefaultRunLauncher):
    """Dagster's default launcher, which also says whether the worker of a run is alive."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(inst_data)
        self._missed: set[str] = set()

    @property
    def supports_check_run_worker_health(self) -> bool:
        """True: run monitoring calls ``check_run_worker_health``."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Ask the code server that started this run whether it still has a worker for it.

        A server that cannot be reached at an address may be restarting, and then has no worker for this run. One at a
        socket is gone for good: the next one gets another socket.

        A run is given up at the second miss. Its failure has it started anew at once, and Dagster tries that only
        once: the daemon needs the time until the next poll to load what the new server serves.
        """
        gone = self._why_gone(run.run_id)
        if gone is None:
            self._missed.discard(run.run_id)
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        if run.run_id not in self._missed:
            self._missed.add(run.run_id)
            return CheckRunHealthResult(WorkerStatus.RUNNING, f"{gone} It is started once more.")
        return CheckRunHealthResult(WorkerStatus.FAILED, gone)

    def _why_gone(self, run_id: str) -> str | None:
        client = self._get_grpc_client_for_termination(run_id)  # type: ignore[no-untyped-call]
        if client is None:
            # The run does not say which code server started it.
            return None
        try:
            answer = client.can_cancel_execution(CanCancelExecutionRequest(run_id=run_id), timeout=10)
        except DagsterUserCodeUnreachableError:
            return "The code server that started this run has stopped." if client.socket else None
        alive = deserialize_value(answer, CanCancelExecutionResult).can_cancel
        return None if alive else "The worker of this run has stopped."
