import Daemon
import HTTP
import Synchronization

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

    /// What is counted of a route; `nil` for requests that no route was found for.
    func of(_ route: Route?) -> OfRoute {
        OfRoute(requests, seconds, route?.path ?? "none", route?.method ?? "none")
    }

    /// The series of one route, each looked up at its first use.
    final class OfRoute: Sendable {
        private struct Found: Sendable {
            var requests: [Int: Counter.Member] = [:]
            var seconds: Histogram.Member?
        }

        private let requests: Counter
        private let seconds: Histogram
        private let labels: [String]
        private let found = Mutex(Found())

        fileprivate init(_ requests: Counter, _ seconds: Histogram, _ path: String, _ method: String) {
            (self.requests, self.seconds, self.labels) = (requests, seconds, [path, method])
        }

        /// Counts an answer.
        func observe(status: Status, took: Duration) {
            let (counter, histogram) = found.withLock { found in
                let counter = found.requests[status.code] ?? requests.member(labels + ["\(status.code)"])
                let histogram = found.seconds ?? seconds.member(labels)
                found.requests[status.code] = counter
                found.seconds = histogram
                return (counter, histogram)
            }
            counter.increment()
            histogram.observe(took)
        }
    }
}
