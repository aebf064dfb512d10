import Daemon
import HTTP

/// What is counted of requests.
struct GatewayMeasures: Sendable {
    private let requests: Counter
    private let seconds: Histogram

    init(_ metrics: Metrics) {
        self.requests = metrics.counter(
            "reeve_http_requests_total",
            "Requests answered.",
            labels: ["route", "method", "status"]
        )
        self.seconds = metrics.histogram(
            "reeve_http_request_seconds",
            "How long requests took to answer.",
            labels: ["route", "method"]
        )
    }

    func observe(_ endpoint: Endpoint?, status: Status, took: Duration) {
        let route = endpoint?.route.path ?? "none"
        let method = endpoint?.route.method ?? "none"
        requests.increment([route, method, "\(status.code)"])
        seconds.observe(took / .seconds(1), [route, method])
    }
}
