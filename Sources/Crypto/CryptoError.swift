/// Why a cryptographic operation was refused.
public enum CryptoError: Error, Equatable, Sendable {
    /// The sealed value does not belong to this key and context, or was changed.
    case notAuthentic
    /// A value does not have the form it must have; `expected` says which.
    case malformed(expected: String)
    /// A value has the wrong number of bytes.
    case wrongLength(expected: Int, found: Int)
    /// A value is longer than allowed.
    case tooLong(limit: Int)
    /// A password is empty.
    case empty
    /// A password hash asks for more memory, passes or lanes than the ceiling allows, or for less than the minimum.
    case costRefused
    /// A file cannot be used; the reason says what was expected of it.
    case file(path: String, reason: String)
    /// The TLS peer broke the protocol, or was refused; `code` is OpenSSL's own.
    case protocolFailure(code: UInt, reason: String)
    /// The socket under a TLS connection failed; `code` is the `errno`.
    case socket(code: Int32)
    /// A C library refused a call that should have worked; `code` is the library's own.
    case library(operation: String, code: Int)
}

extension CryptoError: CustomStringConvertible, CustomDebugStringConvertible {
    /// A fixed sentence for each kind, with nothing in it that came from a peer.
    ///
    /// Files are the exception: their paths come from the configuration and the operator needs them.
    public var description: String {
        switch self {
        case .notAuthentic: "the sealed value is not authentic"
        case .malformed(let expected): "the value is malformed, expected \(expected)"
        case .wrongLength(let expected, let found): "expected \(expected) bytes, found \(found)"
        case .tooLong(let limit): "the value is longer than \(limit) bytes"
        case .empty: "the value is empty"
        case .costRefused: "the cost of the password hash is outside the allowed range"
        case .file(let path, let reason): "the file `\(path)` cannot be used: \(reason)"
        case .protocolFailure: "the TLS connection failed"
        case .socket: "the socket of the TLS connection failed"
        case .library: "a cryptographic library refused a call"
        }
    }

    /// The sentence, with the library's code and reason.
    public var debugDescription: String {
        switch self {
        case .protocolFailure(let code, let reason): "\(description): \(reason) (0x\(String(code, radix: 16)))"
        case .socket(let code): "\(description): errno \(code)"
        case .library(let operation, let code): "\(description): \(operation) (\(code))"
        default: description
        }
    }
}
