import Synchronization
import Testing

@testable import HTTP

/// How requests come over a connection.
enum Carriage: CaseIterable {
    case plain
    case plainInPieces
    case secure
    case secureInPieces

    var isSecure: Bool { self == .secure || self == .secureInPieces }

    /// Sends a request at once, or byte by byte; a head of kilobytes in pieces of 61 bytes.
    func send(_ bytes: [UInt8], over client: Client) async throws {
        guard self == .plainInPieces || self == .secureInPieces else { return try await client.send(bytes) }
        guard bytes.count > 4096 else { return try await client.sendEach(bytes) }
        for start in stride(from: 0, to: bytes.count, by: 61) {
            try await client.send(Array(bytes[start..<min(start + 61, bytes.count)]))
        }
    }
}

@Suite("Refusing what can be read in two ways")
struct RefusalTests {
    /// What would be served if a server read on after a request it refused.
    private static let second = [UInt8]("GET /second HTTP/1.1\r\nHost: a\r\n\r\n".utf8)

    @Test(arguments: Carriage.allCases)
    func `answers what is malformed once, closes, and reads nothing after it`(_ carriage: Carriage) async throws {
        let identity = try LoopbackIdentity(protocols: ["http/1.1"])
        let served = Mutex<[String]>([])
        let handler: Handler = { head, exchange in
            served.withLock { $0.append(head.path) }
            return await echo(head, exchange)
        }
        try await withServer(loops: 2, tls: carriage.isSecure ? identity.files : nil, handler: handler) { _, port in
            for wire in WireCase.malformed {
                let client = try await Client(port: port, secure: carriage.isSecure ? identity.trusted : nil)
                try await carriage.send(wire.bytes, over: client)
                try await client.send(Self.second)
                // All of it is the end of the stream, and not a connection that broke.
                let text = try #require(try await client.text(), "\(wire)")
                let answers = Answer.all(text)
                #expect(answers.count == 1, "\(wire)")
                #expect(answers.first.map { text.hasSuffix($0.body) } == true, "\(wire)")
                #expect(answers.first?.fields["connection"] == "close", "\(wire)")
                // A trailer that is too large reaches the handler as a malformed body.
                let isBody = wire.bytes.starts(with: "POST".utf8) && wire.refusal == 431
                #expect(answers.first?.status == (isBody ? 400 : wire.refusal), "\(wire)")
            }
        }
        #expect(!served.withLock { $0.contains("/second") })
    }

    @Test(arguments: Carriage.allCases)
    func `serves what is valid, each request once`(_ carriage: Carriage) async throws {
        let identity = try LoopbackIdentity(protocols: ["http/1.1"])
        let served = Mutex(0)
        let handler: Handler = { head, exchange in
            served.withLock { $0 += 1 }
            return await echo(head, exchange)
        }
        try await withServer(loops: 2, tls: carriage.isSecure ? identity.files : nil, handler: handler) { _, port in
            for wire in WireCase.valid {
                let before = served.withLock { $0 }
                let client = try await Client(port: port, secure: carriage.isSecure ? identity.trusted : nil)
                try await carriage.send(wire.bytes, over: client)
                client.end()
                let text = try #require(try await client.text(), "\(wire)")
                #expect(text.split(separator: "HTTP/1.1 200 OK\r\n").count == wire.requests, "\(wire)")
                #expect(!text.contains("HTTP/1.1 4"), "\(wire)")
                #expect(served.withLock { $0 } - before == wire.requests, "\(wire)")
            }
        }
    }

    @Test func `has every row of the table that is promised`() {
        #expect(WireCase.malformed.count >= 57)
        #expect(WireCase.valid.count >= 15)
        #expect(
            Set((WireCase.malformed + WireCase.valid).map(\.name)).count == WireCase.malformed.count
                + WireCase.valid.count
        )
    }
}
