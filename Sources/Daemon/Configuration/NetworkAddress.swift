/// A host and a port, as in `127.0.0.1:8080`, `[::1]:8080` or `:8080`.
public struct NetworkAddress: Sendable, Hashable, LosslessStringConvertible {
    /// A name or an address without brackets; empty for all addresses of the machine.
    public let host: String
    /// The port; 0 lets the system choose one.
    public let port: UInt16

    /// Makes an address.
    ///
    /// - Parameters:
    ///   - host: A name or an address without brackets.
    ///   - port: The port.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads an address.
    ///
    /// - Parameter text: Host and port; an IPv6 address stands in brackets.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]"), host.utf8.count > 2 {
            host = host.dropFirst().dropLast()
            guard host.utf8.allSatisfy(Self.isAddressByte) else { return nil }
        } else {
            guard host.utf8.allSatisfy(Self.isNameByte) else { return nil }
        }
        self.init(host: String(host), port: port)
    }

    /// The text from which the address can be read.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3a, 0x41...0x46, 0x61...0x66, UInt8(ascii: "."): true
        default: false
        }
    }
}
