import Testing

@testable import HTTP

@Suite("Deadlines")
struct DeadlineTests {
    private func short(_ configuration: inout HTTPServerConfiguration) {
        configuration.deadlines.head = .milliseconds(150)
        configuration.deadlines.body = .milliseconds(150)
        configuration.deadlines.bodyRate = 1 << 30
        configuration.deadlines.idle = .milliseconds(150)
        configuration.deadlines.writeStall = .milliseconds(150)
        configuration.deadlines.linger = .milliseconds(150)
    }

    @Test func `closes a connection that says nothing`() async throws {
        let passed = Signal<DeadlinePhase>()
        try await withServer(
            configure: short,
            observe: { if case .deadlinePassed(_, let phase) = $0 { passed.raise(phase) } },
            handler: echo
        ) { _, port in
            let client = try Client(port: port)
            #expect(try await client.receive() == [])
            #expect(await passed.next() == .head)
        }
    }

    @Test func `closes an idle connection`() async throws {
        let passed = Signal<DeadlinePhase>()
        try await withServer(
            configure: short,
            observe: { if case .deadlinePassed(_, let phase) = $0 { passed.raise(phase) } },
            handler: echo
        ) { _, port in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.text(until: "GET / ").contains("200 OK"))
            #expect(try await client.receive() == [])
            #expect(await passed.next() == .idle)
        }
    }

    @Test func `ends a head that comes byte by byte`() async throws {
        let passed = Signal<DeadlinePhase>()
        try await withServer(
            configure: short,
            observe: { if case .deadlinePassed(_, let phase) = $0 { passed.raise(phase) } },
            handler: echo
        ) { _, port in
            let client = try Client(port: port)
            try await client.drip("G")
            #expect(await passed.next() == .head)
            // Bytes that cross the answer may break the connection off before it is read.
            let text = try await client.text()
            #expect(text?.hasPrefix("HTTP/1.1 408 ") ?? true)
        }
    }

    @Test func `ends a body that comes byte by byte, and the handler learns why`() async throws {
        try await withServer(configure: short, handler: echo) { _, port in
            let client = try Client(port: port)
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
            try await client.drip("x")
            let text = try await client.text(until: "slowly")
            #expect(text.hasPrefix("HTTP/1.1 408 "))
            #expect(text.hasSuffix("the body came too slowly"))
        }
    }

    @Test func `gives a body more time for more bytes, and none while the server does not want them`() {
        var deadlines = Deadlines()
        deadlines.body = .seconds(20)
        deadlines.bodyRate = 1024
        var clock = BodyClock(start: 1000)
        #expect(!clock.isLate(at: 21_000, deadlines))
        #expect(clock.isLate(at: 21_001, deadlines))
        clock.received(10 * 1024)
        #expect(!clock.isLate(at: 31_000, deadlines))
        #expect(clock.isLate(at: 31_001, deadlines))
        clock.pause(at: 25_000)
        #expect(!clock.isLate(at: 900_000, deadlines))
        clock.resume(at: 125_000)
        #expect(!clock.isLate(at: 131_000, deadlines))
        #expect(clock.isLate(at: 131_001, deadlines))
    }

    @Test func `gives a response more time for what is taken of it, but no more than that may take`() {
        var deadlines = Deadlines()
        deadlines.writeStall = .seconds(30)
        deadlines.bodyRate = 1024
        var clock = StallClock()
        #expect(clock.deadline == .max)
        clock.start(at: 1000, deadlines)
        #expect(clock.deadline == 31_000)
        // A byte now and then.
        for second in 1...20 { clock.taken(1, at: 1000 + Int64(second) * 1000, deadlines) }
        #expect(clock.deadline == 31_000)
        clock.taken(2048, at: 25_000, deadlines)
        #expect(clock.deadline == 33_000)
        // Time is not saved up.
        clock.taken(1 << 30, at: 26_000, deadlines)
        #expect(clock.deadline == 56_000)
        clock.start(at: 27_000, deadlines)
        #expect(clock.deadline == 56_000)
        clock.stop()
        clock.taken(1, at: 28_000, deadlines)
        #expect(clock.deadline == .max)
    }

    @Test func `gives up a client that does not read its response`() async throws {
        let ended = Signal<Bool>()
        let passed = Signal<DeadlinePhase>()
        let handler: Handler = { _, _ in
            Response(
                body: .stream(contentLength: nil) { writer in
                    do {
                        while true { try await writer.write([UInt8](repeating: 120, count: 65536)) }
                    } catch {
                        ended.raise(writer.isClientGone)
                        throw error
                    }
                }
            )
        }
        try await withServer(
            configure: short,
            observe: { if case .deadlinePassed(_, let phase) = $0 { passed.raise(phase) } },
            handler: handler
        ) { _, port in
            let client = try Client(port: port, receiveBuffer: 4096)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await passed.next() == .write)
            #expect(await ended.next() == true)
        }
    }

    @Test func `waits only so long for a client to close after the last answer`() async throws {
        let closed = Signal<Void>()
        try await withServer(
            configure: short,
            observe: { if case .connectionClosed = $0 { closed.raise() } },
            handler: echo
        ) { _, port in
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await client.text()?.contains("200 OK") == true)
            #expect(await closed.next() != nil)
        }
    }
}
