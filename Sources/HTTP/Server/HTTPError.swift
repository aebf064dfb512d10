/// Why a server cannot be configured or started.
public enum HTTPError: Error, Equatable, CustomStringConvertible {
    /// Plain HTTP was asked for on an address that other machines reach.
    case plainOnNetwork(address: String)
    /// The path of a Unix socket is empty or too long for the system.
    case badSocketPath
    /// The address cannot be listened on; the code is the system's `errno`.
    case cannotListen(address: String, code: Int32)
    /// The certificate or key cannot be used.
    case tls(reason: String)
    /// The server runs without TLS, so there is no certificate to reload.
    case noCertificate

    /// What is wrong, for the operator.
    public var description: String {
        switch self {
        case .plainOnNetwork(let address):
            "plain HTTP is only served on loopback and Unix sockets, not on `\(address)`: configure a certificate"
        case .badSocketPath: "the path of the Unix socket is empty or longer than 107 bytes"
        case .cannotListen(let address, let code): "cannot listen on `\(address)`: \(SocketHandle.text(of: code))"
        case .tls(let reason): "the certificate or key cannot be used: \(reason)"
        case .noCertificate: "the server has no certificate to reload"
        }
    }
}

/// Where a server listens.
public enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An address of the machine; port 0 lets the system choose.
    case internet(IPAddress, port: UInt16)
    /// A Unix socket, readable and writable by its owner and group.
    case unix(path: String)

    /// `127.0.0.1` and a port.
    public static func loopback(port: UInt16) -> ListenAddress {
        .internet(IPAddress(v4: 0x7f00_0001), port: port)
    }

    /// Whether only this machine reaches the address.
    public var isLocal: Bool {
        switch self {
        case .internet(let address, _): address.isLoopback
        case .unix: true
        }
    }

    /// The address and port, or the path.
    public var description: String {
        switch self {
        case .internet(let address, let port): PeerAddress.internet(address, port: port).description
        case .unix(let path): path
        }
    }
}
