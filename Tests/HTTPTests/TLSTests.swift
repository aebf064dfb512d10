import Crypto
import EventLoop
import Testing

@testable import HTTP

@Suite("Serving over TLS", .enabled(if: Tool.exists("curl")))
struct TLSTests {
    private let scratch: Scratch
    private let files: TLSFiles
    private let curl: Tool
    private let authority: GeneratedCertificate

    init() throws {
        scratch = try Scratch()
        curl = try #require(Tool("curl"))
        authority = try .selfSigned(.init(commonName: "authority", isAuthority: true))
        let server = try authority.issue(.init(commonName: "server", addresses: ["127.0.0.1"]))
        files = TLSFiles(
            certificateChain: try scratch.write("server.pem", server.certificate),
            privateKey: try scratch.write("server.key", server.privateKey),
            clientAuthorities: try scratch.write("authority.pem", authority.certificate)
        )
    }

    private func get(_ port: UInt16, _ arguments: [String] = []) async throws -> (output: String, status: Int32) {
        try await curl.run(
            ["-sS", "-m", "10", "--cacert", "\(scratch.path)/authority.pem"] + arguments + [
                "https://127.0.0.1:\(port)/x"
            ]
        )
    }

    @Test(arguments: [("--http1.1", "http11"), ("--http2", "http2")])
    func `speaks what the client negotiates`(_ option: String, _ version: String) async throws {
        try await withServer(tls: files, handler: { head, _ in Response(text: "\(head.version) \(head.scheme)") }) {
            _,
            port in
            let answer = try await get(port, [option])
            #expect(answer.output == "\(version) https")
        }
    }

    @Test(arguments: ["--http1.1", "--http2"]) func `takes and gives bodies of megabytes`(_ option: String) async throws
    {
        let body = String(repeating: "0123456789abcdef", count: 300_000)
        let file = try scratch.write("body", body)
        let handler: Handler = { _, exchange in
            let body = (try? await exchange.body(limit: 1 << 30)) ?? []
            return Response(
                body: .stream(contentLength: nil) { writer in
                    for start in stride(from: 0, to: body.count, by: 100_000) {
                        try await writer.write(Array(body[start..<min(start + 100_000, body.count)]))
                    }
                }
            )
        }
        try await withServer(tls: files, handler: handler) { _, port in
            let answer = try await get(port, [option, "--data-binary", "@\(file)", "-H", "Expect:"])
            #expect(answer.status == 0)
            #expect(answer.output == body)
        }
    }

    @Test func `shows the handler a client's certificate, refuses a foreign one, and goes on without any`() async throws
    {
        let client = try authority.issue(.init(commonName: "worker-1", uris: ["spiffe://example/worker/1"]))
        let foreign = try GeneratedCertificate.selfSigned(.init(commonName: "foreign", isAuthority: true))
            .issue(.init(commonName: "worker-1"))
        for (name, certificate) in [("client", client), ("foreign", foreign)] {
            _ = try scratch.write("\(name).pem", certificate.certificate)
            _ = try scratch.write("\(name).key", certificate.privateKey)
        }
        let refused = Signal<Void>()
        try await withServer(
            tls: files,
            observe: { if case .handshakeFailed = $0 { refused.raise() } },
            handler: { head, _ in
                let certificate = head.clientCertificate
                return Response(text: "\(certificate?.subject ?? "none") \(certificate?.uris ?? [])")
            }
        ) { _, port in
            func show(_ name: String) -> [String] {
                ["--cert", "\(scratch.path)/\(name).pem", "--key", "\(scratch.path)/\(name).key"]
            }
            let known = try await get(port, show("client"))
            #expect(known.output == "CN=worker-1 [\"spiffe://example/worker/1\"]")
            let anonymous = try await get(port)
            #expect(anonymous.output == "none []")
            let refusal = try await get(port, show("foreign"))
            #expect(refusal.status != 0)
            #expect(await refused.next() != nil)
        }
    }

    @Test func `uses a new certificate after a reload, and keeps the old one when the files are broken`() async throws {
        try await withServer(tls: files, handler: echo) { server, port in
            func serverCertificate() async throws -> String {
                let answer = try await get(
                    port,
                    ["-o", "/dev/null", "-w", "%{certs}%{ssl_verify_result}", "-v", "--stderr", "-"]
                )
                return answer.output.split(separator: "\n").first { $0.contains("subject: CN=") }.map(String.init) ?? ""
            }
            #expect(try await serverCertificate().hasSuffix("CN=server"))
            let next = try authority.issue(.init(commonName: "next", addresses: ["127.0.0.1"]))
            _ = try scratch.write("server.pem", next.certificate)
            #expect(throws: HTTPError.self) { try server.reloadCertificate() }
            #expect(try await serverCertificate().hasSuffix("CN=server"))
            _ = try scratch.write("server.key", next.privateKey)
            try server.reloadCertificate()
            #expect(try await serverCertificate().hasSuffix("CN=next"))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `reads a request that came with the end of the handshake, whatever event led to it`() async throws {
        let asked = Signal<String>()
        let shared = ServerShared(
            configuration: try HTTPServerConfiguration(address: .loopback(port: 0), tls: files),
            handler: { head, _ in
                asked.raise(head.path)
                return Response(text: "")
            },
            responder: { status, _ in Response(status) },
            observe: { _ in }
        )
        let context = try TLSServerContext(certificateChain: files.certificateChain, privateKey: files.privateKey)
        let trusted = try TLSClientContext(authorities: "\(scratch.path)/authority.pem")
        let group = try EventLoopGroup(count: 1)
        defer { group.shutdown() }
        let host = ServerLoop(loop: group.loops[0], shared: shared, tls: context) {}
        let (served, used) = connectedSockets()
        group.loops[0].execute {
            // In one turn of the loop, so that it sees the sockets' events after the request was taken from the socket.
            let socket = SocketHandle(owning: served)
            guard let client = try? TLSConnection(trusted, descriptor: used, serverName: "127.0.0.1"),
                let transport = try? Transport(owning: socket, tls: context)
            else { return }
            #expect(client.handshake() == .wantRead)
            let connection = HTTP.Connection(id: 1, host: host, peer: .local, transport: transport)
            connection.start()
            #expect(client.handshake() == .done)
            let request = [UInt8]("GET /at-once HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            #expect(client.write(request.span) == .bytes(request.count))
            connection.ready([.writable])
        }
        #expect(await asked.next() == "/at-once")
    }

    @Test func `closes a connection that never says hello, and one that talks plain HTTP`() async throws {
        let closed = Signal<Void>()
        try await withServer(
            tls: files,
            configure: { $0.deadlines.handshake = .milliseconds(100) },
            observe: { if case .connectionClosed = $0 { closed.raise() } },
            handler: echo
        ) { _, port in
            let silent = try Client(port: port)
            _ = await closed.next()
            silent.end()
            let plain = try Client(port: port)
            try await plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await closed.next()
            #expect(try await plain.text()?.contains("HTTP/1.1") != true)
        }
    }
}
