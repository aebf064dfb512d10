import Daemon
import WorkerProtocol

/// What a worker counts.
struct WorkerMeasures: Sendable {
    private let jobs: Counter

    init(_ metrics: Metrics) {
        jobs = metrics.counter("reeve_worker_jobs_total", "Jobs that ended, by how they ended", labels: ["outcome"])
    }

    func count(_ outcome: JobOutcome) {
        let label =
            switch outcome {
            case .success: "success"
            case .warning: "warning"
            case .failed: "failed"
            case .killed: "killed"
            case .skipped: "skipped"
            case .lost: "lost"
            }
        jobs.increment([label])
    }
}
