/// How an embedded cluster is laid out.
public struct ClusterConfiguration: Sendable {
    /// The folder that belongs to the cluster alone; it is made when it is missing.
    public var folder: String
    /// The folder of the socket; by default inside `folder`, or under `/tmp` where that path is too long for a socket.
    public var socketFolder: String?
    /// The account that the server runs as when this process is root.
    public var account = "postgres"
    /// The database that is made at the first start.
    public var database = "reeve"
    /// The roles that this process's account may connect as, beside the superuser `postgres`.
    public var roles: [String] = ["reeve_app", "reeve_auditor", "reeve_migrator", "reeve_owner", "reeve_sealer"]
    /// Scripts that the superuser runs once in the new database, each in a transaction of its own.
    public var bootstrap: [String] = []
    /// The server's buffers in MiB; never more than a quarter of the machine's memory.
    public var sharedBuffers = 256
    /// How many connections the server takes.
    public var maximumConnections = 80
    /// Lines of `postgresql.conf` that override the ones made here.
    public var settings: [(name: String, value: String)] = []
    /// How long a stop waits for transactions and a checkpoint before it is forced.
    public var stopGrace: Duration = .seconds(30)

    /// Makes the configuration of a cluster in a folder.
    public init(folder: String) { self.folder = folder }
}
