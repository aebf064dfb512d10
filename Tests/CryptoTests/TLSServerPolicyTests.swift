import Crypto
import Testing

@Suite("What a TLS server accepts")
struct TLSServerPolicyTests {
    let fixture: TLSFixture
    init() throws { fixture = try TLSFixture() }

    /// Turns both handles until the client is done or refused.
    private func connect(
        _ context: TLSServerContext,
        _ versions: ClosedRange<Int32>,
        ciphers: String? = nil,
        resuming earlier: PlainSession? = nil
    ) throws -> (server: TLSConnection, client: PlainClient, isDone: Bool) {
        let sockets = try SocketPair()
        let server = try TLSConnection(context, descriptor: sockets.server)
        let client = try PlainClient(sockets, versions: versions, resuming: earlier)
        if let ciphers { client.offer(ciphers) }
        var isDone: Bool?
        var status = TLSStatus.wantRead
        for _ in 0..<16 where isDone == nil || status == .wantRead {
            if isDone == nil { isDone = client.handshake() }
            if status == .wantRead { status = server.handshake() }
        }
        return (server, client, isDone == true && status == .done)
    }

    @Test func `TLS 1.2 with forward secrecy is accepted, TLS 1.1 is not`() throws {
        let context = try fixture.serverContext()
        let modern = try connect(context, PlainVersion.v11...PlainVersion.v12)
        #expect(modern.isDone)
        #expect(modern.client.version == "TLSv1.2")
        #expect(modern.client.cipher.hasPrefix("ECDHE-ECDSA-"))
        #expect(try !connect(context, PlainVersion.v11...PlainVersion.v11).isDone)
    }

    @Test(arguments: ["ECDHE-ECDSA-AES128-SHA256", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-SHA"])
    func `a weak cipher of TLS 1.2 is refused`(cipher: String) throws {
        let context = try fixture.serverContext()
        #expect(try !connect(context, PlainVersion.v12...PlainVersion.v12, ciphers: cipher).isDone)
    }

    @Test func `renegotiation is refused`() throws {
        let (server, client, isDone) = try connect(fixture.serverContext(), PlainVersion.v12...PlainVersion.v12)
        #expect(isDone)
        client.renegotiate()
        #expect(client.handshake() == nil)
        _ = server.drain()
        // The server answers with an alert, upon which OpenSSL's client gives up.
        #expect(client.handshake() == false)
    }

    @Test(arguments: [PlainVersion.v12, PlainVersion.v13])
    func `a session is resumed by its ticket, but not by another context`(version: Int32) throws {
        let context = try fixture.serverContext()
        let first = try connect(context, version...version)
        #expect(first.server.write("ticket") == .bytes(6))
        #expect(first.client.read() == [UInt8]("ticket".utf8))
        let session = try #require(first.client.resumable)
        #expect(session.hasTicket)
        #expect(!first.server.isResumed)

        let second = try connect(context, version...version, resuming: session)
        #expect(second.isDone && second.client.isResumed && second.server.isResumed)
        let third = try connect(fixture.serverContext(), version...version, resuming: session)
        #expect(third.isDone && !third.client.isResumed)
    }

    @Test(arguments: [PlainVersion.v12, PlainVersion.v13])
    func `nothing is resumed where clients show certificates`(version: Int32) throws {
        let context = try fixture.serverContext(clients: .optional(authorities: fixture.authorityFile))
        let first = try connect(context, version...version)
        #expect(first.isDone)
        #expect(first.server.write("data") == .bytes(4))
        #expect(first.client.read() == [UInt8]("data".utf8))
        let session = try #require(first.client.resumable)
        #expect(!session.hasTicket)
        #expect(try !connect(context, version...version, resuming: session).client.isResumed)
    }

    @Test func `errors left behind by another library do no harm`() throws {
        let sockets = try SocketPair()
        let server = try TLSConnection(fixture.serverContext(), descriptor: sockets.server)
        // A call that fails and leaves its error in this thread's queue.
        PlainFailure.leave()
        #expect(server.handshake() == .wantRead)
        #expect(!PlainFailure.isLeft)
    }

    @Test func `a million bytes arrive at OpenSSL's client`() throws {
        let (server, client, isDone) = try connect(fixture.serverContext(), PlainVersion.v12...PlainVersion.v13)
        #expect(isDone)
        let sent = Random.bytes(1_000_000)
        var received: [UInt8] = []
        var offset = 0
        for _ in 0..<10_000 where received.count < sent.count {
            if offset < sent.count, case .bytes(let count) = server.write(sent.span.extracting(offset...)) {
                offset += count
            }
            received += client.read()
        }
        let isSame = received == sent
        #expect(isSame)
        #expect(client.write([1, 2, 3]))
        #expect(server.drain() == ([1, 2, 3], .wantRead))
    }
}
