/// Where the database is and how its connections are used.
public struct DatabaseConfiguration: Sendable {
    /// The parameters of the connection by libpq's names, as `host`, `dbname`, `user`, `sslmode`.
    var parameters: [String: String]
    /// The schema that names without one mean; nil for the server's default.
    public var schema: SQL.Identifier?
    /// The most connections there are, over all loops together.
    public var maximumConnections = 16
    /// The connections that are kept open though nobody uses them, over all loops together.
    public var minimumConnections = 0
    /// How many may wait for a connection on each loop; one more is refused at once.
    public var queueLimit = 256
    /// How long one may wait for a connection.
    public var waitTimeout: Duration = .seconds(5)
    /// How long the making of a connection may take.
    public var connectTimeout: Duration = .seconds(5)
    /// How long a statement may run, where the transaction does not say otherwise.
    public var statementTimeout: Duration = .seconds(30)
    /// How long a connection may be unused.
    public var idleLifetime: Duration = .seconds(300)
    /// How old a connection may become.
    public var maximumLifetime: Duration = .seconds(3600)
    /// How many statements are kept prepared on a connection.
    public var statementCacheSize = 256
    /// How often a transaction is started again where it is safe.
    public var retryLimit = 5
    /// How long a stop waits for the transactions that run.
    public var stopGrace: Duration = .seconds(10)

    /// Makes the configuration of a server behind a Unix socket, as an embedded cluster.
    ///
    /// - Parameters:
    ///   - socketFolder: The folder of the socket.
    ///   - database: The database's name.
    ///   - user: The role to connect as.
    public init(socketFolder: String, database: String, user: String) {
        parameters = ["host": socketFolder, "dbname": database, "user": user]
    }

    /// Makes a configuration from a URL as libpq takes it, such as `postgresql://app@db.example:5432/reeve?sslmode=verify-full`.
    ///
    /// - Parameter url: The URL, or libpq's `key=value` form.
    /// - Throws: `DatabaseError.misuse` with a sentence when it cannot be read; the sentence holds no part of it.
    public init(url: String) throws(DatabaseError) {
        guard let options = ConnectionOptionsHandle(url) else {
            throw .misuse("the database URL cannot be read; expected `postgresql://user@host:port/database`")
        }
        parameters = options.values
    }

    /// The role that connects.
    public var user: String? {
        get { parameters["user"] }
        set { parameters["user"] = newValue }
    }

    /// The database's name.
    public var database: String? {
        get { parameters["dbname"] }
        set { parameters["dbname"] = newValue }
    }

    /// The name under which the connections are listed by the server.
    public var applicationName: String {
        get { parameters["application_name"] ?? "reeve" }
        set { parameters["application_name"] = newValue }
    }

    /// What a connection is made with.
    var connectionParameters: [(name: String, value: String)] {
        var all = parameters
        let session = [
            "timezone=UTC", "datestyle=ISO", "statement_timeout=\(statementTimeout.milliseconds)",
            "idle_in_transaction_session_timeout=\(max(60_000, statementTimeout.milliseconds))",
        ]
        let path = schema.map { ["search_path=\($0.name)"] } ?? []
        all["options"] = ([parameters["options"]].compactMap(\.self) + (session + path).map { "-c \($0)" }).joined(
            separator: " "
        )
        all["application_name"] = applicationName
        all["client_encoding"] = "UTF8"
        return all.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }
}

extension DatabaseConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The role and the database; never the password.
    public var description: String { "\(user ?? "?")@\(parameters["host"] ?? "?")/\(database ?? "?")" }
    /// The same as the description.
    public var debugDescription: String { description }
    /// Nothing, for the members may hold a password.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Duration {
    var milliseconds: Int64 {
        let parts = components
        return parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    }
}
