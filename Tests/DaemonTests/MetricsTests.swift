import Daemon
import Testing

@Suite("Metrics are shown in the text format of Prometheus")
struct MetricsTests {
    let metrics = Metrics()

    @Test func `each kind in the order of names`() {
        let requests = metrics.counter("requests_total", "Requests.", labels: ["method", "status"])
        requests.increment(["POST", "200"])
        requests.increment(["GET", "404"], by: 2.5)
        requests.increment(["POST", "200"])
        metrics.gauge("depth", "Depth.").set(-3)
        metrics.gauge("asked", "Asked.") { 4 }
        metrics.gauge("absent", "Absent.") { nil }
        let took = metrics.histogram("took_seconds", "Took.", bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { took.observe(value) }
        took.observe(.milliseconds(250))
        #expect(
            metrics.text() == """
                # HELP asked Asked.
                # TYPE asked gauge
                asked 4
                # HELP depth Depth.
                # TYPE depth gauge
                depth -3
                # HELP requests_total Requests.
                # TYPE requests_total counter
                requests_total{method="GET",status="404"} 2.5
                requests_total{method="POST",status="200"} 2
                # HELP took_seconds Took.
                # TYPE took_seconds histogram
                took_seconds_bucket{le="0.1"} 2
                took_seconds_bucket{le="1"} 4
                took_seconds_bucket{le="+Inf"} 5
                took_seconds_sum 7.9
                took_seconds_count 5

                """
        )
    }

    @Test func `text cannot leave its place`() {
        metrics.counter("a_total", "line\nback\\slash \"quoted\"", labels: ["l"]).increment(["x\"y\\z\nw"])
        #expect(
            metrics.text()
                == "# HELP a_total line\\nback\\\\slash \"quoted\"\n# TYPE a_total counter\n"
                + "a_total{l=\"x\\\"y\\\\z\\nw\"} 1\n"
        )
    }

    @Test func `numbers that are not finite`() {
        let gauge = metrics.gauge("g", "G.", labels: ["l"])
        gauge.set(.infinity, ["a"])
        gauge.set(-.infinity, ["b"])
        gauge.set(.nan, ["c"])
        let lines = metrics.text().split(separator: "\n").suffix(3)
        #expect(lines == ["g{l=\"a\"} +Inf", "g{l=\"b\"} -Inf", "g{l=\"c\"} NaN"])
        let counter = metrics.counter("c_total", "C.")
        counter.increment(by: -1)
        counter.increment(by: .nan)
        #expect(counter.value() == 0)
    }

    @Test func `what callers send cannot make series without end`() {
        let counter = metrics.counter("c_total", "C.", labels: ["path", "status"], limit: 10)
        for number in 0..<1_000 { counter.increment(["/\(number)", "200"]) }
        #expect(counter.value(["/9", "200"]) == 1)
        #expect(counter.value(["other", "other"]) == 990)
        #expect(metrics.text().split(separator: "\n").count == 2 + 11)
    }

    @Test func `registering again gives the same`() {
        metrics.counter("c_total", "C.").increment()
        metrics.counter("c_total", "C.").increment()
        #expect(metrics.counter("c_total", "C.").value() == 2)
    }

    @Test func `threads that count at once lose nothing`() async {
        let counter = metrics.counter("c_total", "C.", labels: ["l"])
        let gauge = metrics.gauge("g", "G.")
        let histogram = metrics.histogram("h", "H.")
        await withTaskGroup { tasks in
            for task in 0..<8 {
                tasks.addTask {
                    for _ in 0..<5_000 {
                        counter.increment(["\(task % 2)"])
                        gauge.add(1)
                        gauge.add(-1)
                        histogram.observe(1)
                    }
                }
            }
        }
        #expect(counter.value(["0"]) == 20_000)
        #expect(counter.value(["1"]) == 20_000)
        #expect(gauge.value() == 0)
        #expect(metrics.text().contains("\nh_count 40000\n"))
    }

    @Test func `the process shows itself`() throws {
        metrics.registerProcess()
        var values: [String: Double] = [:]
        for line in metrics.text().split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            values[String(parts[0])] = Double(parts[1])
        }
        #expect(try #require(values["process_resident_memory_bytes"]) > 1_000_000)
        #expect(try #require(values["process_virtual_memory_bytes"]) > 1_000_000)
        #expect(try #require(values["process_open_fds"]) >= 3)
        #expect(try #require(values["process_cpu_seconds_total"]) >= 0)
        let start = try #require(values["process_start_time_seconds"])
        let now = Double(SystemClock().now.microseconds) / 1_000_000
        #expect((now - 86_400...now + 5).contains(start))
    }
}
