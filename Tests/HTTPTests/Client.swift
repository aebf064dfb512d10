import Crypto
import EventLoop

@testable import HTTP

/// A connection to a server of this process, as a client that does exactly what it is told.
///
/// What blocks does so on threads of its own, since the server's tasks need those of the shared pool.
struct Client: Sendable {
    private static let pool = Result { try WorkPool(name: "client", threads: 16, limit: 4096) }

    private let socket: ClientSocket

    /// Connects to a port on loopback.
    init(port: UInt16, receiveBuffer: Int32? = nil, segment: Int32? = nil) throws {
        socket = try ClientSocket(port: port, receiveBuffer: receiveBuffer, segment: segment)
    }

    /// Connects to a port on loopback, over TLS if a context is given; that takes the server's answers.
    init(port: UInt16, secure: TLSClientContext?) async throws {
        socket = try await Client.pool.get().run { try ClientSocket(port: port, secure: secure) }
    }

    /// Connects to a Unix socket.
    init(path: String) throws {
        socket = try ClientSocket(path: path)
    }

    func send(_ bytes: [UInt8]) async throws { try await blocking { $0.send(bytes) } }

    func send(_ text: String) async throws { try await blocking { $0.send(text) } }

    func sendWhatFits(_ bytes: [UInt8]) -> Int { socket.sendWhatFits(bytes) }

    func receive() async throws -> [UInt8]? { try await blocking { $0.receive() } }

    func receiveAll() async throws -> [UInt8]? { try await blocking { $0.receiveAll() } }

    func text() async throws -> String? { try await blocking { $0.text() } }

    func text(until mark: String) async throws -> String { try await blocking { $0.text(until: mark) } }

    /// What comes until it satisfies a condition, or the end.
    func bytes(until isEnough: ([UInt8]) -> Bool) async throws -> [UInt8] {
        var all: [UInt8] = []
        while !isEnough(all), let bytes = try await receive(), !bytes.isEmpty { all += bytes }
        return all
    }

    func hasRoom(within milliseconds: Int32) async throws -> Bool {
        try await blocking { $0.hasRoom(within: milliseconds) }
    }

    func drip(_ pieces: [[UInt8]]) async throws { try await blocking { $0.drip(pieces) } }

    func drip(_ text: String) async throws { try await drip(text.utf8.map { [$0] }) }

    /// Sends bytes one at a time.
    func sendEach(_ bytes: [UInt8]) async throws {
        try await blocking { socket in bytes.forEach { socket.send([$0]) } }
    }

    func end() { socket.end() }

    func reset() { socket.reset() }

    private func blocking<Value: Sendable>(
        _ body: @escaping @Sendable (ClientSocket) -> Value
    ) async throws -> Value {
        let socket = socket
        return try await Client.pool.get().run { body(socket) }
    }
}

/// A certificate of loopback, and what a client needs to trust it.
struct LoopbackIdentity {
    let files: TLSFiles
    let trusted: TLSClientContext
    private let scratch: Scratch

    init(protocols: [String]) throws {
        scratch = try Scratch()
        let made = try GeneratedCertificate.selfSigned(.init(commonName: "server", addresses: ["127.0.0.1"]))
        files = TLSFiles(
            certificateChain: try scratch.write("server.pem", made.certificate),
            privateKey: try scratch.write("server.key", made.privateKey)
        )
        trusted = try TLSClientContext(authorities: files.certificateChain, applicationProtocols: protocols)
    }
}
