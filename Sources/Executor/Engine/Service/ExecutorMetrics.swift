import Daemon

/// What an executor counts.
struct ExecutorMetrics: Sendable {
    let executions: Counter
    let taskRuns: Counter
    let failures: Counter
    let batches: Histogram
    let lag: Histogram
    let shards: Gauge

    init(_ metrics: Metrics) {
        executions = metrics.counter(
            "reeve_executions_total",
            "Executions that have ended, by state.",
            labels: ["state"]
        )
        taskRuns = metrics.counter("reeve_task_runs_total", "Task runs that have ended, by state.", labels: ["state"])
        failures = metrics.counter(
            "reeve_executor_failures_total",
            "What the executor could not do, by what it was.",
            labels: ["failure"]
        )
        batches = metrics.histogram("reeve_executor_batch_seconds", "How long batches of changes took.")
        lag = metrics.histogram("reeve_executor_lag_seconds", "How long the oldest message of a batch had waited.")
        shards = metrics.gauge("reeve_executor_shards", "Shards that this executor holds.")
    }
}
