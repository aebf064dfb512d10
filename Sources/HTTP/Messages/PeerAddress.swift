/// The other end of a connection.
public enum PeerAddress: Sendable, Hashable, CustomStringConvertible {
    /// A process of this machine, over a Unix socket.
    case local
    /// A machine of the network.
    case internet(IPAddress, port: UInt16)

    /// The address, or nil for a Unix socket.
    public var address: IPAddress? {
        switch self {
        case .local: nil
        case .internet(let address, _): address
        }
    }

    /// `local`, or address and port.
    public var description: String {
        switch self {
        case .local: "local"
        case .internet(let address, let port): address.isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)"
        }
    }
}
