import Daemon
import HTTP

/// Counts and logs what happens at the edge, before a request is one.
struct EdgeObserver: Sendable {
    private let logger: Logger
    private let connections: Gauge
    private let events: Counter

    init(logger: Logger, metrics: Metrics) {
        self.logger = logger
        self.connections = metrics.gauge("reeve_http_connections", "Open connections of the API.")
        self.events = metrics.counter(
            "reeve_http_edge_events_total",
            "What happened to connections before a request was one.",
            labels: ["event"]
        )
    }

    func observe(_ event: ServerEvent) {
        switch event {
        case .connectionOpened: connections.add(1)
        case .connectionClosed: connections.add(-1)
        case .handshakeFailed(_, let reason):
            events.increment(["handshake_failed"])
            logger.debug("handshake failed", ["reason": reason])
        case .requestRefused(_, let status, let reason):
            events.increment(["request_refused"])
            logger.debug("request refused", ["status": status.code, "reason": reason])
        case .deadlinePassed: events.increment(["deadline_passed"])
        case .invalidResponse:
            events.increment(["invalid_response"])
            logger.error("a response held a header that may not be sent")
        case .acceptPaused(let code):
            events.increment(["accept_paused"])
            logger.warning("no further connections are accepted for now", ["errno": code])
        case .drainExpired(let count):
            logger.warning("requests were cut off at the end of the grace", ["connections": count])
        }
    }
}
