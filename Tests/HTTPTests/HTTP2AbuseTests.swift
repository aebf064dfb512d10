import EventLoop
import Synchronization
import Testing

@testable import HTTP

/// What a client of HTTP/2 may not do, and how it must end.
struct Abuse: Sendable, CustomStringConvertible {
    enum Ending: Sendable {
        /// The connection, with an error code of RFC 9113.
        case goAway(UInt8)
        /// The connection, with or without a word.
        case closed
        /// The stream, with an error code.
        case reset(UInt8)
        /// A request that is answered with a status, without a handler.
        case refused(Int)
    }

    var name: String
    var bytes: [UInt8]
    var ending: Ending

    var description: String { name }

    private static let pseudo = [(":method", "POST"), (":scheme", "http"), (":authority", "a"), (":path", "/")]
    /// A request whose handler does not read.
    private static let held = Frame.headers(1, pseudo.dropLast() + [(":path", "/held")], isLast: false)
    private static let upload = Frame.headers(1, pseudo, isLast: false)

    /// A frame's head that announces more than it has.
    private static func head(_ count: Int, _ type: UInt8, _ flags: UInt8, _ stream: UInt8) -> [UInt8] {
        [UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255), type, flags, 0, 0, 0, stream]
    }

    private static func block(_ stream: UInt32, _ bytes: [UInt8], flags: UInt8 = 5) -> [UInt8] {
        Frame.frame(type: 1, flags: flags, stream: stream, bytes)
    }

    private static func window(_ stream: UInt32, _ bytes: [UInt8]) -> [UInt8] {
        Frame.frame(type: 8, flags: 0, stream: stream, bytes)
    }

    private static func many(_ count: Int, _ frame: [UInt8]) -> [UInt8] {
        Array(repeatElement(frame, count: count).joined())
    }

    /// `GET /` with fields that fill the dynamic table with one entry of 4,000 bytes and then name it again and again.
    private static let bomb: [UInt8] =
        [0x82, 0x86, 0x84, 0x41, 1, 97, 0x40, 1, 98, 0x7f, 0xa1, 0x1e] + [UInt8](repeating: 120, count: 4000)
        + [UInt8](repeating: 0xbe, count: 12_000)

    private static let get = [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/")]

    /// Fields that fill a frame.
    private static let fields = many(1480, [0, 1, 97, 7] + [UInt8](repeating: 98, count: 7))

    private static let resets: [UInt8] = {
        var bytes: [UInt8] = []
        for number in stride(from: UInt32(1), to: 40_000, by: 2) { bytes += Frame.get(number) + Frame.reset(number) }
        return bytes
    }()

    static let all: [Abuse] = frames + windows + blocks + heads + floods

    private static let frames: [Abuse] = [
        Abuse(name: "a frame of 16,385 bytes", bytes: head(16385, 0, 0, 1), ending: .goAway(6)),
        Abuse(name: "a frame of 16 MiB", bytes: upload + head(0xff_ffff, 0, 0, 1), ending: .goAway(6)),
        Abuse(
            name: "settings of 5 bytes",
            bytes: Frame.frame(type: 4, flags: 0, stream: 0, [0, 1, 0, 0, 0]),
            ending: .goAway(6)
        ),
        Abuse(
            name: "a ping of 7 bytes",
            bytes: Frame.frame(type: 6, flags: 0, stream: 0, [1, 2, 3, 4, 5, 6, 7]),
            ending: .goAway(6)
        ),
        Abuse(
            name: "a ping on a stream",
            bytes: Frame.frame(type: 6, flags: 0, stream: 1, [1, 2, 3, 4, 5, 6, 7, 8]),
            ending: .goAway(1)
        ),
        Abuse(name: "data on an idle stream", bytes: Frame.data(1, [1], isLast: true), ending: .goAway(1)),
        Abuse(name: "an even stream", bytes: Frame.get(2), ending: .goAway(1)),
        Abuse(
            name: "a promise",
            bytes: Frame.frame(type: 5, flags: 4, stream: 1, [0, 0, 0, 2, 0x82]),
            ending: .goAway(1)
        ),
        Abuse(
            name: "a head on a stream that is being served",
            bytes: upload + Frame.data(1, [1], isLast: true) + Frame.get(1),
            ending: .goAway(5)
        ),
    ]

    private static let windows: [Abuse] = [
        Abuse(name: "a window beyond 31 bits", bytes: window(0, [0x7f, 255, 255, 255]), ending: .goAway(3)),
        Abuse(name: "a window of nothing more", bytes: window(0, [0, 0, 0, 0]), ending: .goAway(1)),
        Abuse(
            name: "a stream's window beyond 31 bits",
            bytes: upload + window(1, [0x7f, 255, 255, 255]),
            ending: .reset(3)
        ),
        Abuse(
            name: "a first window beyond 31 bits",
            bytes: Frame.frame(type: 4, flags: 0, stream: 0, [0, 4, 0x80, 0, 0, 0]),
            ending: .goAway(3)
        ),
        Abuse(
            name: "data beyond the window",
            bytes: held + many(5, Frame.data(1, [UInt8](repeating: 120, count: 16384), isLast: false)),
            ending: .reset(3)
        ),
    ]

    private static let blocks: [Abuse] = [
        Abuse(name: "a field that is in no table", bytes: block(1, [0xff, 0x80, 1]), ending: .goAway(9)),
        Abuse(name: "a field of index 0", bytes: block(1, [0x80]), ending: .goAway(9)),
        Abuse(name: "an index without end", bytes: block(1, [UInt8](repeating: 255, count: 64)), ending: .goAway(9)),
        Abuse(name: "a larger table than was offered", bytes: block(1, [0x3f, 0xe1, 0xff, 3]), ending: .goAway(9)),
        Abuse(
            name: "a text longer than its block",
            bytes: block(1, [0x40, 1, 97, 0x7f, 0xff, 0xff, 3]),
            ending: .goAway(9)
        ),
        Abuse(
            name: "a ping within a head",
            bytes: block(1, [0x82], flags: 1)
                + Frame.frame(type: 6, flags: 0, stream: 0, [UInt8](repeating: 0, count: 8)),
            ending: .goAway(1)
        ),
        Abuse(
            name: "a continuation of nothing",
            bytes: Frame.frame(type: 9, flags: 4, stream: 1, [0x82]),
            ending: .goAway(1)
        ),
    ]

    private static let heads: [Abuse] = [
        Abuse(name: "a list of fields that grows in the table", bytes: block(1, bomb), ending: .refused(431)),
        Abuse(
            name: "a header of 16 KiB",
            bytes: Frame.headers(
                1,
                get + [("a", String(repeating: "x", count: 16_300))]
            ),
            ending: .refused(431)
        ),
        Abuse(
            name: "a hundred and twenty fields",
            bytes: Frame.headers(
                1,
                get + (0..<120).map { ("a\($0)", "b") }
            ),
            ending: .refused(431)
        ),
        Abuse(
            name: "a target of 16 KiB",
            bytes: Frame.headers(
                1,
                [
                    (":method", "GET"), (":scheme", "http"), (":authority", "a"),
                    (":path", "/" + String(repeating: "x", count: 16_300)),
                ]
            ),
            ending: .refused(431)
        ),
    ]

    private static let floods: [Abuse] = [
        Abuse(
            name: "continuations without end",
            bytes: block(1, [0x82], flags: 1) + many(50_000, Frame.frame(type: 9, flags: 0, stream: 1, [])),
            ending: .closed
        ),
        Abuse(
            name: "continuations of fields without end",
            bytes: block(1, [0x82], flags: 1)
                + many(
                    400,
                    Frame.frame(
                        type: 9,
                        flags: 0,
                        stream: 1,
                        fields
                    )
                ),
            ending: .closed
        ),
        Abuse(
            name: "settings without end",
            bytes: many(100_000, Frame.frame(type: 4, flags: 0, stream: 0, [])),
            ending: .closed
        ),
        Abuse(
            name: "pings without end",
            bytes: many(100_000, Frame.frame(type: 6, flags: 0, stream: 0, [UInt8](repeating: 0, count: 8))),
            ending: .closed
        ),
        Abuse(
            name: "streams opened and reset without end",
            bytes: resets,
            ending: .closed
        ),
    ]
}

@Suite("Abusing HTTP/2", .timeLimit(.minutes(2)))
struct HTTP2AbuseTests {
    @Test(arguments: Abuse.all) func `ends, and others are served meanwhile`(_ abuse: Abuse) async throws {
        let refused = Signal<Int>()
        let running = Mutex((now: 0, most: 0))
        let handler: Handler = { head, exchange in
            running.withLock { ($0.now, $0.most) = ($0.now + 1, max($0.most, $0.now + 1)) }
            defer { running.withLock { $0.now -= 1 } }
            if head.path == "/held" { try? await exchange.loop.sleep(for: .seconds(60)) }
            return await echo(head, exchange)
        }
        try await withServer(
            configure: {
                // What is not read of the answers must end the connection, too.
                $0.deadlines.writeStall = .milliseconds(300)
                $0.deadlines.linger = .milliseconds(300)
            },
            observe: { if case .requestRefused(_, let status, _) = $0 { refused.raise(status.code) } },
            handler: handler
        ) { _, port in
            let client = try Client(port: port)
            async let sent: Void = client.send(Frame.preface + abuse.bytes)
            let other = try Client(port: port)
            try await other.send("GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await other.text()?.contains("200 OK") == true)
            try await sent
            switch abuse.ending {
            case .goAway(let code):
                let bytes = try await client.receiveAll() ?? []
                let last = Frame.all(bytes).last { $0.type == 7 }
                #expect(
                    last.map { Array($0.payload.suffix(from: $0.payload.startIndex + 4).prefix(4)) } == [0, 0, 0, code]
                )
            case .closed:
                // To the end, or until it breaks off.
                while let bytes = try await client.receive(), !bytes.isEmpty {}
            case .reset(let code):
                let bytes = try await client.bytes { bytes in Frame.all(bytes).contains { $0.type == 3 } }
                #expect(Frame.all(bytes).last { $0.type == 3 }?.payload.last == code)
            case .refused(let status):
                #expect(await refused.next() == status)
                // The connection goes on.
                try await client.send(Frame.get(3))
                let bytes = try await client.bytes { bytes in
                    Frame.all(bytes).contains { $0.type == 0 && $0.stream == 3 }
                }
                #expect(Frame.all(bytes).contains { $0.type == 0 && $0.stream == 3 })
            }
            #expect(running.withLock { $0.most } <= 2 * 128 + 1)
        }
    }

    @Test func `a stream that was used is not served again`() async throws {
        let served = Mutex<[String]>([])
        let handler: Handler = { head, _ in
            served.withLock { $0.append(head.path) }
            return Response(text: head.path)
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            try await client.send(Frame.preface + Frame.get(5, "/five"))
            _ = try await client.bytes { Frame.all($0).contains { $0.type == 0 && $0.stream == 5 } }
            try await client.send(Frame.get(5, "/again") + Frame.get(3, "/lower") + Frame.get(7, "/seven"))
            // Either the connection has ended, or what is new is served.
            _ = try await client.bytes { Frame.all($0).contains { $0.type == 7 || ($0.type == 0 && $0.stream == 7) } }
            let paths = served.withLock { $0 }
            #expect(paths == ["/five"] || paths == ["/five", "/seven"])
        }
    }

    /// Streams that the server itself resets do not count as the client's resets (CVE-2025-8671).
    @Test func `a client that makes the server reset its streams starts no more handlers than it may have`()
        async throws
    {
        let started = Mutex(0)
        let ended = Signal<Void>()
        let handler: Handler = { _, exchange in
            started.withLock { $0 += 1 }
            // One that does not heed its cancellation.
            await withCheckedContinuation { continuation in
                exchange.loop.schedule(after: .milliseconds(500)) { continuation.resume() }
            }
            ended.raise()
            return Response()
        }
        try await withServer(handler: handler) { _, port in
            let client = try Client(port: port)
            var flood = Frame.preface
            for number in stride(from: UInt32(1), to: 4000, by: 2) {
                flood += Frame.get(number) + Frame.frame(type: 8, flags: 0, stream: number, [127, 255, 255, 255])
            }
            try await client.send(flood)
            _ = await ended.next()
            #expect(started.withLock { $0 } <= 2 * 128)
            let other = try Client(port: port)
            try await other.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await other.text()?.contains("200 OK") == true)
        }
    }

    @Test func `a client whose window is closed holds no more streams than it may have`() async throws {
        let started = Mutex(0)
        let handler: Handler = { head, exchange in
            started.withLock { $0 += 1 }
            return Response(text: String(repeating: "x", count: 100_000))
        }
        let passed = Signal<DeadlinePhase>()
        try await withServer(
            configure: {
                $0.deadlines.writeStall = .milliseconds(300)
                $0.deadlines.idle = .milliseconds(300)
            },
            observe: { if case .deadlinePassed(_, let phase) = $0 { passed.raise(phase) } },
            handler: handler
        ) { _, port in
            let client = try Client(port: port)
            let closed = Frame.frame(type: 4, flags: 0, stream: 0, [0, 4, 0, 0, 0, 0])
            let heads = (0..<200).flatMap { Frame.get(UInt32($0 * 2 + 1)) }
            try await client.send(Connection.preface + closed + heads)
            #expect(await passed.next() == .write)
            #expect(started.withLock { $0 } == 128)
            let other = try Client(port: port)
            try await other.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await other.text()?.contains("200 OK") == true)
        }
    }
}
