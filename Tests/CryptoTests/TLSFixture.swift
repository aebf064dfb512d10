import Crypto
import Testing

/// An authority, what it has issued, and both ends of a connection.
final class TLSFixture {
    let folder: TemporaryFolder
    let authority: GeneratedCertificate
    let authorityFile: String
    let sockets: SocketPair

    init() throws {
        folder = try TemporaryFolder()
        authority = try GeneratedCertificate.selfSigned(.init(commonName: "Test authority", isAuthority: true))
        authorityFile = try folder.write(authority.certificate, as: "authority.pem")
        sockets = try SocketPair()
    }

    /// Issues a certificate and writes it down.
    func identity(_ description: GeneratedCertificate.Description, as name: String) throws -> TLSIdentity {
        let issued = try authority.issue(description)
        return TLSIdentity(
            certificateChain: try folder.write(issued.certificate + authority.certificate, as: "\(name).pem"),
            privateKey: try folder.write(issued.privateKey, as: "\(name).key")
        )
    }

    func serverContext(
        protocols: [String] = ["h2", "http/1.1"],
        clients: TLSServerContext.ClientAuthentication = .none
    ) throws -> TLSServerContext {
        let identity = try identity(
            .init(commonName: "server", hostNames: ["server.example"], addresses: ["127.0.0.1"]),
            as: "server"
        )
        return try TLSServerContext(
            certificateChain: identity.certificateChain,
            privateKey: identity.privateKey,
            applicationProtocols: protocols,
            clients: clients
        )
    }

    func clientContext(identity: TLSIdentity? = nil, protocols: [String] = []) throws -> TLSClientContext {
        try TLSClientContext(authorities: authorityFile, identity: identity, applicationProtocols: protocols)
    }

    /// Both ends over this fixture's sockets.
    func connect(
        _ server: TLSServerContext,
        _ client: TLSClientContext,
        name: String = "server.example"
    ) throws -> (server: TLSConnection, client: TLSConnection) {
        (
            try TLSConnection(server, descriptor: sockets.server),
            try TLSConnection(client, descriptor: sockets.client, serverName: name)
        )
    }
}

/// Turns both handles until neither moves, and gives the last states.
func shakeHands(_ server: TLSConnection, _ client: TLSConnection) -> (server: TLSStatus, client: TLSStatus) {
    var states: (server: TLSStatus, client: TLSStatus) = (.wantRead, .wantRead)
    for _ in 0..<16 {
        if isUnderWay(states.client) { states.client = client.handshake() }
        if isUnderWay(states.server) { states.server = server.handshake() }
    }
    return states
}

private func isUnderWay(_ status: TLSStatus) -> Bool {
    status == .wantRead || status == .wantWrite
}

extension TLSConnection {
    /// Reads until nothing is left.
    func drain(_ size: Int = 16_384) -> (bytes: [UInt8], end: TLSTransfer) {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: size)
        while true {
            var span = buffer.mutableSpan
            let result = read(into: &span)
            guard case .bytes(let count) = result else { return (all, result) }
            all += buffer.prefix(count)
        }
    }

    func write(_ text: String) -> TLSTransfer {
        write([UInt8](text.utf8).span)
    }
}
