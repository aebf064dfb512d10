public import Daemon
public import EventLoop

extension Database: Service {
    /// The name in logs.
    public var name: String { "database" }

    /// Makes a database that logs and counts what happens to its connections; no connection is opened yet.
    ///
    /// - Parameters:
    ///   - configuration: Where it is and how its connections are used.
    ///   - group: The loops that do the work.
    ///   - logger: Told of lost and refused connections and of repeated transactions.
    ///   - metrics: Where they are counted.
    public convenience init(
        configuration: DatabaseConfiguration,
        group: EventLoopGroup,
        logger: Logger,
        metrics: Metrics? = nil
    ) {
        let events = metrics?.counter(
            "reeve_database_events_total",
            "What happened to connections and transactions.",
            labels: ["event"]
        )
        self.init(configuration: configuration, group: group) { event in
            events?.increment([event.label])
            switch event {
            case .connected: logger.debug("a connection to the database was made")
            case .connectionLost: logger.debug("a connection to the database was lost")
            case .connectionFailed(let error):
                logger.warning("the database cannot be reached", ["error": error.debugDescription])
            case .retried(let attempt, let error):
                logger.debug(
                    "a transaction is run again",
                    ["attempt": attempt, "error": error.description]
                )
            }
        }
    }
}

extension DatabaseEvent {
    /// The name under which it is counted.
    var label: String {
        switch self {
        case .connected: "connected"
        case .connectionFailed: "connection_failed"
        case .connectionLost: "connection_lost"
        case .retried: "transaction_retried"
        }
    }
}
