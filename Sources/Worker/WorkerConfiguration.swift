/// What a worker may take.
public struct WorkerConfiguration: Sendable {
    /// What the worker is called in reports.
    public var name = "worker"

    /// How many jobs run at once.
    public var maximumJobs = 256

    /// How many jobs of one tenant run at once.
    public var maximumJobsOfTenant = 64

    /// How many jobs wait at most; what comes beyond fails.
    public var maximumWaiting = 100_000

    /// How many threads evaluate templates.
    public var threads = 2

    /// How long the templates of one property may take.
    public var evaluationTime = Duration.seconds(5)

    /// How many bytes the outputs of a job take at most, as JSON.
    public var maximumOutputBytes = 1 << 20

    /// What a job may write to its log.
    public var log = JobLogLimits()

    /// What working directories may take.
    public var directories = DirectoryLimits()

    /// How long jobs may go on once the worker is to stop.
    public var grace = Duration.seconds(10)

    /// Makes the default configuration.
    public init() {}
}

/// What a job may write to its log.
public struct JobLogLimits: Sendable, Hashable {
    /// How many bytes of a line are kept.
    public var maximumLineBytes = 32 << 10

    /// How many lines a job may write in a second.
    public var maximumLinesPerSecond = 500

    /// How many lines an attempt may write.
    public var maximumLines = 10_000

    /// How many bytes an attempt may write.
    public var maximumBytes = 8 << 20

    /// Makes the default limits.
    public init() {}
}

/// What working directories may take.
public struct DirectoryLimits: Sendable, Hashable {
    /// The folder that they are made in.
    public var root = "/tmp"

    /// How many there are at once.
    public var maximumDirectories = 1000

    /// How many a tenant has at once.
    public var maximumDirectoriesOfTenant = 100

    /// How many files are put into one.
    public var maximumFiles = 1000

    /// How many bytes are put into one.
    public var maximumBytes = 64 << 20

    /// Makes the default limits.
    public init() {}
}
