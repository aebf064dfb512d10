import Crypto
import Testing

@Suite("TLS connections")
struct TLSConnectionTests {
    let fixture: TLSFixture
    init() throws { fixture = try TLSFixture() }

    @Test func `a handshake agrees on TLS 1.3 and a protocol, and bytes arrive both ways`() throws {
        let (server, client) = try fixture.connect(
            fixture.serverContext(),
            fixture.clientContext(protocols: ["http/1.1", "h2"])
        )
        #expect(server.handshake() == .wantRead)
        let states = shakeHands(server, client)
        #expect(states.server == .done && states.client == .done)
        // The server's order counts.
        #expect(server.negotiatedProtocol == "h2")
        #expect(client.negotiatedProtocol == "h2")
        #expect(server.version == "TLSv1.3")
        #expect(server.peerCertificate == nil)
        #expect(client.peerCertificate?.subject == "CN=server")

        #expect(client.write("ping") == .bytes(4))
        #expect(server.drain() == ([UInt8]("ping".utf8), .wantRead))
        #expect(server.write("pong") == .bytes(4))
        #expect(client.drain() == ([UInt8]("pong".utf8), .wantRead))
    }

    @Test func `a client that names no protocol goes on without, one that names others is refused`() throws {
        let context = try fixture.serverContext()
        var (server, client) = try fixture.connect(context, fixture.clientContext())
        #expect(shakeHands(server, client) == (.done, .done))
        #expect(server.negotiatedProtocol == nil)

        let other = try SocketPair()
        server = try TLSConnection(context, descriptor: other.server)
        client = try TLSConnection(
            fixture.clientContext(protocols: ["spdy/3"]),
            descriptor: other.client,
            serverName: "server.example"
        )
        let states = shakeHands(server, client)
        #expect(isFailure(states.server) && isFailure(states.client))
    }

    @Test func `a short read is remembered until the next event`() throws {
        let (server, client) = try fixture.connect(fixture.serverContext(), fixture.clientContext())
        #expect(shakeHands(server, client) == (.done, .done))
        server.noteReadable()
        #expect(client.write("one") == .bytes(3))
        var buffer = [UInt8](repeating: 0, count: 100)
        var span = buffer.mutableSpan
        #expect(server.read(into: &span) == .bytes(3))
        // This record arrives after the short read: its event is still to come.
        #expect(client.write("two") == .bytes(3))
        #expect(server.read(into: &span) == .wantRead)
        #expect(server.read(into: &span) == .wantRead)
        server.noteReadable()
        #expect(server.read(into: &span) == .bytes(3))
        #expect(server.read(into: &span) == .wantRead)
    }

    @Test func `nothing is remembered for a caller that reports no events`() throws {
        let (server, client) = try fixture.connect(fixture.serverContext(), fixture.clientContext())
        #expect(shakeHands(server, client) == (.done, .done))
        for text in ["one", "two", "three"] {
            #expect(client.write(text) == .bytes(text.utf8.count))
            #expect(server.drain() == ([UInt8](text.utf8), .wantRead))
        }
    }

    @Test func `the end behind a short read is seen after a hang-up was noted`() throws {
        let (server, client) = try fixture.connect(fixture.serverContext(), fixture.clientContext())
        #expect(shakeHands(server, client) == (.done, .done))
        server.noteReadable()
        #expect(client.drain().end == .wantRead)
        #expect(client.write("last") == .bytes(4))
        #expect(client.shutdown() == .done)
        fixture.sockets.closeClient()
        server.noteHangUp()
        #expect(server.drain() == ([UInt8]("last".utf8), .closed))
        #expect(server.isClosedByPeer)
    }

    @Test func `a stream that is cut off is closed, but not by the peer`() throws {
        let (server, client) = try fixture.connect(fixture.serverContext(), fixture.clientContext())
        #expect(shakeHands(server, client) == (.done, .done))
        #expect(client.drain().end == .wantRead)
        #expect(client.write("half") == .bytes(4))
        fixture.sockets.closeClient()
        server.noteHangUp()
        #expect(server.drain().end == .closed)
        #expect(!server.isClosedByPeer)
        #expect(isFailure(server.write("more")))
        #expect(server.shutdown() == .done)
    }

    @Test(arguments: [1, 7, 1_000, 100_000])
    func `megabytes cross a full socket in order`(piece: Int) throws {
        let (server, client) = try fixture.connect(fixture.serverContext(), fixture.clientContext())
        #expect(shakeHands(server, client) == (.done, .done))
        let sent = Random.bytes(piece < 10 ? 20_000 : 3_000_000)
        var received: [UInt8] = []
        var offset = 0
        var wasFull = false
        while received.count < sent.count {
            while offset < sent.count {
                // What is offered again moves in memory each time.
                let part = Array(sent[offset..<min(offset + piece, sent.count)])
                guard case .bytes(let count) = server.write(part.span) else {
                    wasFull = true
                    break
                }
                offset += count
            }
            let (bytes, end) = client.drain(4_096)
            try #require(end == .wantRead)
            received += bytes
        }
        #expect(received == sent)
        #expect(wasFull || piece < 10)
        #expect(!client.hasPending)
    }

    @Test func `a small buffer leaves the rest pending`() throws {
        let (server, client) = try fixture.connect(fixture.serverContext(), fixture.clientContext())
        #expect(shakeHands(server, client) == (.done, .done))
        #expect(client.write("abcdef") == .bytes(6))
        var buffer = [UInt8](repeating: 0, count: 4)
        var span = buffer.mutableSpan
        #expect(server.read(into: &span) == .bytes(4))
        #expect(server.hasPending)
        #expect(server.read(into: &span) == .bytes(2))
        #expect(!server.hasPending)
        #expect(server.write([UInt8]().span) == .bytes(0))
    }

    @Test func `plain HTTP and random bytes fail, and stay failed`() throws {
        let context = try fixture.serverContext()
        for bytes in [
            [UInt8]("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), Random.bytes(300), [0x16, 3, 1, 0xff, 0xff, 1],
        ] {
            let sockets = try SocketPair()
            let server = try TLSConnection(context, descriptor: sockets.server)
            #expect(sockets.inject(bytes))
            let status = server.handshake()
            #expect(isFailure(status))
            #expect(isFailure(server.handshake()))
            #expect(isFailure(server.drain().end))
            #expect(server.shutdown() == .done)
        }
    }

    @Test func `every damaged byte of a record is noticed`() throws {
        for offset in 0..<27 {
            let fixture = try TLSFixture()
            let (server, client) = try fixture.connect(fixture.serverContext(), fixture.clientContext())
            #expect(shakeHands(server, client) == (.done, .done))
            // The record is caught on its way and put back damaged.
            #expect(client.write("hello") == .bytes(5))
            var record = fixture.sockets.waiting(at: fixture.sockets.server)
            try #require(record.count == 27)
            record[offset] ^= 0x01
            fixture.sockets.discard(at: fixture.sockets.server)
            #expect(fixture.sockets.inject(record))
            let (bytes, end) = server.drain()
            #expect(bytes.isEmpty)
            // A length that grew waits for the rest.
            #expect(isFailure(end) || (3...4 ~= offset && end == .wantRead))
        }
    }

    @Test func `the wrong name and an unknown authority are refused`() throws {
        var (server, client) = try fixture.connect(
            fixture.serverContext(),
            fixture.clientContext(),
            name: "other.example"
        )
        #expect(isFailure(shakeHands(server, client).client))

        let stranger = try TLSFixture()
        (server, client) = try stranger.connect(stranger.serverContext(), fixture.clientContext())
        let states = shakeHands(server, client)
        #expect(isFailure(states.client) && isFailure(states.server))
    }

    @Test func `an address is checked as an address`() throws {
        let context = try fixture.serverContext()
        let (server, client) = try fixture.connect(context, fixture.clientContext(), name: "127.0.0.1")
        #expect(shakeHands(server, client) == (.done, .done))
        let sockets = try SocketPair()
        let second = try TLSConnection(context, descriptor: sockets.server)
        let other = try TLSConnection(fixture.clientContext(), descriptor: sockets.client, serverName: "127.0.0.2")
        #expect(isFailure(shakeHands(second, other).client))
    }

    @Test(arguments: ["", "a\0b", String(repeating: "a", count: 254)])
    func `a name that no certificate can bear`(name: String) throws {
        let context = try fixture.clientContext()
        #expect(throws: CryptoError.malformed(expected: "a host name or an address")) {
            _ = try TLSConnection(context, descriptor: fixture.sockets.client, serverName: name)
        }
    }
}

func isFailure(_ status: TLSStatus) -> Bool {
    if case .failed = status { true } else { false }
}

func isFailure(_ transfer: TLSTransfer) -> Bool {
    if case .failed = transfer { true } else { false }
}
