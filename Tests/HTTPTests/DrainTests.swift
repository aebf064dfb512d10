import EventLoop
import Testing

@testable import HTTP

@Suite("Stopping")
struct DrainTests {
    /// A server that is told to stop in the middle of the test.
    private func withStoppingServer(
        drain: Duration,
        handler: @escaping Handler,
        _ body: (UInt16, _ stop: () -> Void) async throws -> Void
    ) async throws {
        var configuration = try HTTPServerConfiguration(address: .loopback(port: 0))
        configuration.deadlines.drain = drain
        configuration.deadlines.sweep = .milliseconds(10)
        let group = try EventLoopGroup(count: 2)
        defer { group.shutdown() }
        let server = try HTTPServer(configuration: configuration, group: group, handler: handler)
        guard case .internet(_, let port) = server.boundAddress else { return }
        let running = Task { try await server.run() }
        try await body(port) { running.cancel() }
        running.cancel()
        try await running.value
    }

    @Test func `finishes what is in progress, closes what is idle, and accepts no more`() async throws {
        let started = Signal<Void>()
        let go = Signal<Void>()
        let handler: Handler = { head, _ in
            guard head.path == "/slow" else { return Response(text: "quick") }
            started.raise()
            _ = await go.next()
            return Response(text: "finished")
        }
        try await withStoppingServer(drain: .seconds(30), handler: handler) { port, stop in
            let idle = try Client(port: port)
            try await idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await idle.text(until: "quick").contains("200 OK"))
            let busy = try Client(port: port)
            try await busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await started.next()
            stop()
            #expect(try await idle.receive() == [])
            #expect(throws: ClientError.self) {
                // The listening socket is closed before idle connections are.
                _ = try Client(port: port)
            }
            go.raise()
            let answers = Answer.all(try #require(try await busy.text()))
            #expect(answers.map(\.body) == ["finished"])
            #expect(answers.first?.fields["connection"] == "close")
        }
    }

    @Test func `ends event streams in order`() async throws {
        let started = Signal<Void>()
        let handler: Handler = { _, _ in
            .events { events in
                started.raise()
                try await events.writer.loop.sleep(for: .seconds(60))
            }
        }
        try await withStoppingServer(drain: .seconds(30), handler: handler) { port, stop in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await started.next()
            stop()
            #expect(try await client.text()?.hasSuffix("0\r\n\r\n") == true)
        }
    }

    @Test func `tells clients of HTTP/2 to go away, and answers the streams that are open`() async throws {
        let started = Signal<Void>()
        let go = Signal<Void>()
        let handler: Handler = { _, _ in
            started.raise()
            _ = await go.next()
            return Response(text: "finished")
        }
        try await withStoppingServer(drain: .seconds(30), handler: handler) { port, stop in
            let client = try Client(port: port)
            try await client.send(Frame.preface + Frame.get(1))
            _ = await started.next()
            stop()
            let first = try await client.bytes { bytes in Frame.all(bytes).contains { $0.type == 7 } }
            #expect(Frame.all(first).contains { $0.type == 7 })
            go.raise()
            let rest = try #require(try await client.receiveAll())
            #expect(String(decoding: rest, as: UTF8.self).contains("finished"))
        }
    }

    @Test func `cuts off what is left when its grace is over`() async throws {
        let started = Signal<Void>()
        let cancelled = Signal<Void>()
        let handler: Handler = { _, exchange in
            started.raise()
            do {
                try await exchange.loop.sleep(for: .seconds(60))
            } catch {
                cancelled.raise()
            }
            return Response(text: "late")
        }
        try await withStoppingServer(drain: .milliseconds(50), handler: handler) { port, stop in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await started.next()
            stop()
            #expect(await cancelled.next() != nil)
            #expect(try await client.receiveAll()?.isEmpty ?? true)
        }
    }
}
