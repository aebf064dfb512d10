import Daemon
import HTTP
import JSON
import Postgres

/// Answers the management address: metrics, and whether the process lives and is ready.
struct ManagementHandler: Sendable {
    let database: Database
    let metrics: Metrics

    func serve(_ head: RequestHead, _ exchange: Exchange) async -> Response {
        switch (head.method, head.path) {
        case (.get, "/metrics"):
            await observeConnections()
            return Response(headers: ["content-type": "text/plain; version=0.0.4; charset=utf-8"], text: metrics.text())
        case (.get, "/live"):
            return Response(text: "live\n")
        case (.get, "/ready"):
            do {
                try await database.ping()
                return Response(text: "ready\n")
            } catch {
                return Response(
                    .serviceUnavailable,
                    headers: ["retry-after": "1"],
                    text: "the database does not answer\n"
                )
            }
        default:
            return Response(.notFound, text: "not found; there are /metrics, /live and /ready\n")
        }
    }

    private func observeConnections() async {
        let counts = await database.connectionCounts()
        let gauge = metrics.gauge(
            "reeve_database_connections",
            "Connections to the database, and callers that wait for one.",
            labels: ["state"]
        )
        gauge.set(Double(counts.idle), ["idle"])
        gauge.set(Double(counts.lent), ["lent"])
        gauge.set(Double(counts.connecting), ["connecting"])
        gauge.set(Double(counts.waiting), ["waiting"])
    }
}
