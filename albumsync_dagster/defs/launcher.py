"""How runs are started: as Dagster does by default, and watched, so that none stays "running" after a power cut.

Dagster's own launcher can not tell whether a worker lives (1.13). Its code server reports a worker that dies, but where
the code server dies with it, as when the machine restarts, nobody does: the run stays "started" for two hours, keeps
its place in the pool, and every later run waits. Asking the code server closes that gap; run monitoring asks every few
seconds, marks the run as failed, and has it started anew.

Not here: when a run is started anew (``run_retries`` in ``dagster.yaml``), why that is safe (``sync.recovery``).
"""

import dagster as dg
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult
from dagster._serdes import deserialize_value


class WatchedRunLauncher(dg.DefaultRunLauncher):
    """Dagster's default launcher, which also says whether the worker of a run is alive."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Lets run monitoring ask."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Ask the code server that started this run whether it still has a worker for it.

        A server out of reach at an address may be restarting, and will then say that it knows no such run. One at a
        socket is gone for good: the next one gets another socket.
        """
        client = self._get_grpc_client_for_termination(run.run_id)  # type: ignore[no-untyped-call]
        if client is None:
            return CheckRunHealthResult(WorkerStatus.RUNNING, "The run does not say which code server started it.")
        try:
            answer = client.can_cancel_execution(CanCancelExecutionRequest(run_id=run.run_id), timeout=10)
        except DagsterUserCodeUnreachableError:
            if client.socket:
                return CheckRunHealthResult(WorkerStatus.FAILED, "The code server that started this run is gone.")
            return CheckRunHealthResult(WorkerStatus.RUNNING, "The code server is out of reach.")
        if deserialize_value(answer, CanCancelExecutionResult).can_cancel:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "The worker of this run is gone.")
