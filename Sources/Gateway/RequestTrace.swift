import Crypto
import HTTP

/// How a request is followed through replies, logs and audit records.
struct RequestTrace: Sendable {
    /// The `X-Request-Id` of the request if it has a usable one, else a new identifier.
    let requestID: String
    /// The trace identifier of `traceparent` (W3C Trace Context section 3.2), if the request has a valid one.
    let traceID: String?

    init(_ head: RequestHead) {
        self.requestID = head.headers["x-request-id"].flatMap(Self.usable) ?? UUID.v7().description
        self.traceID = head.headers["traceparent"].flatMap(Self.traceID)
    }

    private static func usable(_ text: String) -> String? {
        guard (1...128).contains(text.utf8.count) else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default:
                false
            }
        }
        return isPlain ? text : nil
    }

    private static func traceID(_ field: String) -> String? {
        let parts = field.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[0] != "ff", parts[1].count == 32, parts[2].count == 16 else {
            return nil
        }
        let isLowerHex = parts[1].utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard isLowerHex, parts[1].utf8.contains(where: { $0 != 48 }) else { return nil }
        return String(parts[1])
    }
}
