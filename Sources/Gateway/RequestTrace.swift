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
        let parts = field.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 4, !parts[0].elementsEqual("ff".utf8), !isZero(parts[1]), !isZero(parts[2]) else {
            return nil
        }
        for (part, width) in zip(parts, [2, 32, 16, 2]) {
            guard part.count == width, part.allSatisfy(isHexadecimal) else { return nil }
        }
        // Later versions may append parts to the four of version 00.
        guard parts.count == 4 || !isZero(parts[0]) else { return nil }
        return String(Substring(parts[1]))
    }

    /// Whether a byte is a digit of base 16 in lower case.
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func isZero(_ digits: Substring.UTF8View) -> Bool {
        digits.allSatisfy { $0 == UInt8(ascii: "0") }
    }
}
