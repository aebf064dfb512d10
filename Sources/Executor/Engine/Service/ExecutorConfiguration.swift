/// How an executor works, and what it keeps at once.
public struct ExecutorConfiguration: Sendable {
    /// How many shards it holds at most.
    public var shards = 16

    /// Whether no other executor can be at work on the database, so that what one that died held is taken at once.
    public var isAlone = false

    /// How long a lease of a shard lasts unless it is renewed.
    public var lease = Duration.seconds(15)

    /// How many lanes work at once; each uses a connection to the database while it does.
    public var lanes = 8

    /// How many jobs workers have at once.
    public var jobs = 256

    /// How many of them may be of one tenant.
    public var jobsOfTenant = 192

    /// How many questions of one lane are answered at once.
    public var questions = 16

    /// How many threads evaluate expressions.
    public var threads = 2

    /// How many messages, and how many timers, a batch takes at most.
    public var batch = 500

    /// How many bytes of memory the executions take that are kept in it.
    public var memory = 256 << 20

    /// How often it looks for what others wrote into the database.
    public var poll = Duration.milliseconds(500)

    /// How long a stop waits for jobs that run.
    public var drain = Duration.seconds(5)

    /// Makes the usual configuration.
    public init() {}
}
