import EventLoop
import RandomData
import Synchronization
import Testing

@testable import HTTP

/// Builds frames of HTTP/2 by hand, so that a test can send what no library would.
enum Frame {
    static let preface = Connection.preface + frame(type: 4, flags: 0, stream: 0, [])

    static func frame(type: UInt8, flags: UInt8, stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
        let count = payload.count
        let head: [UInt8] = [
            UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255), type, flags,
            UInt8(stream >> 24 & 127), UInt8(stream >> 16 & 255), UInt8(stream >> 8 & 255), UInt8(stream & 255),
        ]
        return head + payload
    }

    /// A HEADERS frame with fields as literals without indexing.
    static func headers(_ stream: UInt32, _ fields: [(String, String)], isLast: Bool = true) -> [UInt8] {
        var block: [UInt8] = []
        for (name, value) in fields {
            block += [0] + integer(name.utf8.count) + name.utf8 + integer(value.utf8.count) + value.utf8
        }
        return frame(type: 1, flags: isLast ? 5 : 4, stream: stream, block)
    }

    static func get(_ stream: UInt32, _ path: String = "/") -> [UInt8] {
        headers(stream, [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", path)])
    }

    static func data(_ stream: UInt32, _ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        frame(type: 0, flags: isLast ? 1 : 0, stream: stream, bytes)
    }

    static func reset(_ stream: UInt32) -> [UInt8] {
        frame(type: 3, flags: 0, stream: stream, [0, 0, 0, 8])
    }

    /// The frames that bytes hold.
    static func all(_ bytes: [UInt8]) -> [(type: UInt8, stream: UInt8, payload: ArraySlice<UInt8>)] {
        var found: [(type: UInt8, stream: UInt8, payload: ArraySlice<UInt8>)] = []
        var rest = bytes[...]
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let count = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            guard rest.count >= 9 + count else { break }
            found.append((head[3], head[8], rest.dropFirst(9).prefix(count)))
            rest = rest.dropFirst(9 + count)
        }
        return found
    }

    private static func integer(_ number: Int) -> [UInt8] {
        guard number >= 127 else { return [UInt8(number)] }
        var rest = number - 127
        var bytes: [UInt8] = [127]
        while rest >= 128 {
            bytes.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

@Suite("Serving HTTP/2")
struct HTTP2Tests {
    private func curl(_ port: UInt16, _ arguments: [String] = []) async throws -> String {
        let tool = try #require(Tool("curl"))
        return try await tool.run(
            ["-sS", "-m", "10", "--http2-prior-knowledge"] + arguments + ["http://127.0.0.1:\(port)/x?y"]
        ).output
    }

    @Test(.enabled(if: Tool.exists("curl"))) func `answers by prior knowledge`() async throws {
        let handler: Handler = { head, exchange in
            let body = (try? await exchange.body(limit: 100)) ?? []
            return Response(text: "\(head.method) \(head.path) \(head.query ?? "") \(head.version) \(body.count)")
        }
        try await withServer(handler: handler) { _, port in
            let first = try await curl(port)
            #expect(first == "GET /x y http2 0")
            #expect(try await curl(port, ["--data-binary", "abc"]) == "POST /x y http2 3")
            #expect(try await curl(port, ["-I"]).hasPrefix("HTTP/2 200 \r\n"))
        }
    }

    @Test(.enabled(if: Tool.exists("h2load"))) func `answers many requests on many streams`() async throws {
        try await withServer(loops: 2, handler: echo) { _, port in
            let tool = try #require(Tool("h2load"))
            let output = try await tool.run(
                ["-n", "3000", "-c", "8", "-m", "64", "http://127.0.0.1:\(port)/"]
            ).output
            #expect(output.contains("3000 succeeded, 0 failed, 0 errored"))
        }
    }

    @Test(.enabled(if: Tool.exists("curl")))
    func `holds the client to the same rules as in HTTP/1`() async throws {
        try await withServer(handler: echo) { _, port in
            let status = ["-o", "/dev/null", "-w", "%{http_code}"]
            let wrong = try await curl(port, status + ["-H", "Host: u@a"])
            #expect(wrong == "400")
            let many = (0..<120).flatMap { ["-H", "A\($0): b"] }
            #expect(try await curl(port, status + many) == "431")
            #expect(try await curl(port, status + ["-H", "A: " + String(repeating: "x", count: 20_000)]) == "431")
            #expect(try await curl(port, status) == "200")
        }
    }

    @Test(arguments: [
        [(":method", "GET"), (":scheme", "http"), (":path", "/")],
        [(":method", "GET"), (":scheme", "http"), (":authority", "u@a"), (":path", "/")],
        [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "x")],
        [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "*")],
        [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/a#b")],
        [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"), ("host", "b")],
        [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"), ("connection", "close")],
        [
            (":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"),
            ("transfer-encoding", "chunked"),
        ],
        [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"), ("a", "b\r\nc: d")],
        [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"), ("A", "b")],
        [(":method", "GET"), (":scheme", "http"), (":authority", "a"), ("a", "b"), (":path", "/")],
        [(":method", "GET"), (":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/")],
        [(":method", "CONNECT"), (":authority", "a")],
    ]) func `lets no handler see a malformed head`(_ fields: [(String, String)]) async throws {
        let seen = Mutex<[String]>([])
        let last = Signal<Void>()
        let handler: Handler = { head, _ in
            seen.withLock { $0.append(head.path) }
            if head.path == "/last" { last.raise() }
            return Response()
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send(Frame.preface + Frame.headers(1, fields))
            // A good request on another connection shows that the server lives.
            let other = try Client(port: port)
            try await other.send(Frame.preface + Frame.get(1, "/last"))
            _ = await last.next()
            client.end()
            _ = try await client.receiveAll()
            #expect(seen.withLock { $0 } == ["/last"])
        }
    }

    @Test func `holds a stream back while its handler does not read, and others go on`() async throws {
        let reading = Signal<Void>()
        let count = Signal<Int>()
        let quick = Signal<Void>()
        let handler: Handler = { head, exchange in
            guard head.path == "/slow" else {
                quick.raise()
                return Response(text: "quick")
            }
            _ = await reading.next()
            var total = 0
            while let chunk = try? await exchange.readChunk() { total += chunk.count }
            count.raise(total)
            return Response()
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            let fields = [(":method", "POST"), (":scheme", "http"), (":authority", "a"), (":path", "/slow")]
            try await client.send(Frame.preface + Frame.headers(1, fields, isLast: false))
            // The whole window of the stream, and not a byte more, is allowed before the handler reads.
            var sent = 0
            while sent < 65535 {
                let part = min(16384, 65535 - sent)
                try await client.send(Frame.data(1, [UInt8](repeating: 120, count: part), isLast: false))
                sent += part
            }
            try await client.send(Frame.get(3, "/quick"))
            _ = await quick.next()
            reading.raise()
            let opened = try await client.bytes { windowUpdates($0, stream: 1) >= 32768 }
            #expect(windowUpdates(opened, stream: 1) >= 32768)
            try await client.send(Frame.data(1, [120], isLast: true))
            #expect(await count.next() == 65536)
        }
    }

    /// The sum of the window updates for a stream.
    private func windowUpdates(_ bytes: [UInt8], stream: UInt8) -> Int {
        Frame.all(bytes).filter { $0.type == 8 && $0.stream == stream }.reduce(0) { sum, frame in
            sum + frame.payload.reduce(0) { $0 << 8 | Int($1) }
        }
    }

    @Test func `cancels the handler of a stream that is reset`() async throws {
        let started = Signal<Void>()
        let ended = Signal<Bool>()
        let handler: Handler = { _, exchange in
            started.raise()
            try? await exchange.loop.sleep(for: .seconds(60))
            ended.raise(exchange.isClientGone)
            return Response()
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send(Frame.preface + Frame.get(1))
            _ = await started.next()
            try await client.send(Frame.reset(1))
            #expect(await ended.next() == true)
        }
    }

    @Test func `gives up a client that opens and resets streams without end`() async throws {
        try await withServer(handler: { _, _ in Response() }) { _, port in
            let client = try Client(port: port)
            try await client.send(Frame.preface)
            var flood: [UInt8] = []
            for number in stride(from: UInt32(1), to: 10_000, by: 2) {
                flood += Frame.get(number)
                flood += Frame.reset(number)
            }
            try await client.send(flood)
            let bytes = try await client.bytes { bytes in Frame.all(bytes).contains { $0.type == 7 } }
            #expect(Frame.all(bytes).contains { $0.type == 7 })
        }
    }

    @Test(.timeLimit(.minutes(1))) func `limits the time of a head, of a body and of an idle connection`() async throws
    {
        let passed = Signal<DeadlinePhase>()
        let failed = Signal<BodyError>()
        let handler: Handler = { _, exchange in
            do throws(BodyError) {
                _ = try await exchange.body(limit: 100)
            } catch {
                failed.raise(error)
            }
            return Response()
        }
        try await withServer(
            configure: {
                $0.deadlines.head = .milliseconds(100)
                $0.deadlines.body = .milliseconds(100)
                $0.deadlines.idle = .milliseconds(100)
            },
            observe: { if case .deadlinePassed(_, let phase) = $0 { passed.raise(phase) } },
            handler: handler
        ) { _, port in
            let idle = try Client(port: port)
            try await idle.send(Frame.preface)
            #expect(await passed.next() == .idle)
            #expect(try await idle.receiveAll() != nil)
            idle.end()
            let head = try Client(port: port)
            // HEADERS without END_HEADERS: the rest never comes.
            try await head.send(Frame.preface + Frame.frame(type: 1, flags: 1, stream: 1, [0x82]))
            // A slow machine may see the first connection's linger deadline pass before.
            while let phase = await passed.next(), phase != .head { #expect(phase == .linger) }
            let body = try Client(port: port)
            let fields = [(":method", "POST"), (":scheme", "http"), (":authority", "a"), (":path", "/")]
            try await body.send(Frame.preface + Frame.headers(1, fields, isLast: false))
            #expect(await failed.next() == .timeout)
        }
    }

    @Test func `survives damaged frames`() async throws {
        var generator = SeededGenerator(seed: 11)
        try await withServer(handler: echo) { _, port in
            let fields = [(":method", "POST"), (":scheme", "http"), (":authority", "a"), (":path", "/")]
            let good =
                Frame.preface + Frame.headers(1, fields, isLast: false) + Frame.data(1, [1, 2, 3], isLast: true)
                + Frame.get(3) + Frame.reset(3) + Frame.get(5)
            for _ in 0..<150 {
                var bytes = good
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    let at = Int.random(in: 24..<bytes.count, using: &generator)
                    bytes[at] = UInt8.random(in: 0...255, using: &generator)
                }
                let client = try Client(port: port)
                try await client.send(Array(bytes.prefix(Int.random(in: 24...bytes.count, using: &generator))))
                client.end()
                _ = try await client.receiveAll()
            }
            let client = try Client(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await client.text()?.contains("200 OK") == true)
        }
    }
}
