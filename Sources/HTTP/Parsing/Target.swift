/// A request target taken apart.
struct Target: Equatable {
    var path: String
    var query: String?
    /// Host and port of a target in absolute form.
    var authority: String?

    /// Takes a target apart: origin form, absolute form, or `*` for `OPTIONS`.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>, method: Method) throws(ProtocolViolation) {
        guard !range.isEmpty else { throw .malformed("the request target is empty") }
        for index in range {
            guard ASCII.isVisible(bytes[index]), bytes[index] != 0x23 else {
                throw .malformed("the request target holds a character that must be encoded")
            }
        }
        if bytes[range.lowerBound] == ASCII.slash {
            (path, query) = Target.split(bytes, range)
            return
        }
        if range.count == 1, bytes[range.lowerBound] == 0x2a {
            guard method == .options else { throw .malformed("the request target `*` is for OPTIONS only") }
            (path, query) = ("*", nil)
            return
        }
        guard let start = Target.afterScheme(bytes, range) else {
            throw .malformed("the request target is neither a path nor an http URI")
        }
        var end = start
        while end < range.upperBound, bytes[end] != ASCII.slash, bytes[end] != 0x3f { end += 1 }
        guard Authority.isValid(bytes, start..<end) else {
            throw .malformed("the authority of the request target is malformed")
        }
        authority = String(decoding: bytes, start..<end)
        guard end < range.upperBound else {
            (path, query) = (method == .options ? "*" : "/", nil)
            return
        }
        (path, query) = Target.split(bytes, end..<range.upperBound)
        if path.isEmpty { path = "/" }
    }

    private static func split(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (String, String?) {
        var mark = range.lowerBound
        while mark < range.upperBound, bytes[mark] != 0x3f { mark += 1 }
        let path = String(decoding: bytes, range.lowerBound..<mark)
        guard mark < range.upperBound else { return (path, nil) }
        return (path, String(decoding: bytes, mark + 1..<range.upperBound))
    }

    /// The index after `http://` or `https://`, or nil.
    private static func afterScheme(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        for scheme in ["https://", "http://"] as [StaticString] {
            let count = scheme.utf8CodeUnitCount
            guard range.count > count, bytes.matches(scheme, at: range.lowerBound, count: count) else { continue }
            return range.lowerBound + count
        }
        return nil
    }
}

extension Span<UInt8> {
    /// Whether the bytes from an index on are a lower-case ASCII text, compared without case.
    func matches(_ text: StaticString, at start: Int, count: Int) -> Bool {
        guard start >= 0, start + count <= self.count, text.utf8CodeUnitCount == count else { return false }
        let expected = "\(text)".utf8
        var index = start
        for byte in expected {
            guard ASCII.lowercase(self[index]) == byte else { return false }
            index += 1
        }
        return true
    }
}

/// The rules of `host[:port]`.
enum Authority {
    /// Whether the bytes are a host, as a name, an IPv4 address or a bracketed IPv6 address, and an optional port.
    static func isValid(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty, range.count <= 262 else { return false }
        var index = range.lowerBound
        if bytes[index] == 0x5b {
            index += 1
            let start = index
            while index < range.upperBound, bytes[index] != 0x5d { index += 1 }
            guard index < range.upperBound else { return false }
            guard IPAddress(String(decoding: bytes, start..<index))?.isIPv6 == true else { return false }
            index += 1
        } else {
            let start = index
            while index < range.upperBound, bytes[index] != ASCII.colon {
                guard isNameByte(bytes[index]) else { return false }
                index += 1
            }
            guard index > start else { return false }
        }
        guard index < range.upperBound else { return true }
        guard bytes[index] == ASCII.colon else { return false }
        return isPort(bytes, index + 1..<range.upperBound)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2d || byte == 0x2e || byte == 0x5f
    }

    private static func isPort(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count <= 5 else { return false }
        var port = 0
        for index in range {
            guard ASCII.isDigit(bytes[index]) else { return false }
            port = port * 10 + Int(bytes[index] - 0x30)
        }
        return port <= 65535
    }
}
