import Daemon
import Executor
import Worker

/// Settings of the executor and of the worker in one process with it.
struct ExecutionSettings: Sendable {
    /// How the executor works.
    var executor = ExecutorConfiguration()
    /// How the worker works.
    var worker = WorkerConfiguration()
    /// What the names of variables of the process begin with that flows see as `envs`.
    var environmentPrefix: String
    /// A file of values that flows see as `globals`.
    var globals: String?
    /// How many months the log of executions is kept.
    var logMonths: Int

    /// Reads all settings; what is wrong is told by the reader's `finish`.
    init(_ reader: inout ConfigurationReader) {
        executor.lanes = reader.integer(
            "executor.lanes",
            "Batches of changes written at once; each takes a connection to the database while it is.",
            default: 8,
            in: 1...256
        )
        executor.jobs = reader.integer(
            "executor.jobs",
            "Jobs that workers have at once.",
            default: 256,
            in: 1...100_000
        )
        executor.jobsOfTenant = reader.integer(
            "executor.share",
            "How many of these jobs may be of one tenant.",
            default: 192,
            in: 1...100_000
        )
        executor.threads = reader.integer(
            "executor.threads",
            "Threads that evaluate expressions of executions.",
            default: 2,
            in: 1...64
        )
        executor.memory = reader.size(
            "executor.memory",
            "Memory for executions that are under way; others are read again when they go on.",
            default: 256 << 20,
            in: 16 << 20...64 << 30
        )
        executor.drain = reader.duration(
            "executor.drain",
            "How long a stop waits for jobs that run; the others are done again.",
            default: .seconds(5)
        )
        environmentPrefix = reader.string(
            "executor.environment",
            "Variables of the process whose names begin so are seen by all flows, as `envs` and in lower case.",
            default: "ENV_"
        )
        globals = reader.optional(
            "executor.globals",
            "A YAML file with values that are seen by all flows, as `globals`.",
            .path
        )
        logMonths = reader.integer(
            "executor.log-months",
            "Months that log lines of executions are kept, besides the current one.",
            default: 12,
            in: 1...1200
        )
        worker.threads = reader.integer(
            "worker.threads",
            "Threads that evaluate templates of tasks.",
            default: 2,
            in: 1...64
        )
        worker.maximumJobs = executor.jobs
        worker.maximumJobsOfTenant = executor.jobsOfTenant
        worker.directories.root = reader.path(
            "worker.directories",
            "Folder for the working directories of tasks.",
            default: worker.directories.root
        )
    }
}
