/// Escapes of URIs (RFC 3986), read strictly.
public enum PercentCoding {
    /// Decodes a text.
    ///
    /// - Parameters:
    ///   - text: What was sent.
    ///   - plusIsSpace: Whether `+` stands for a blank, as in forms and queries.
    /// - Returns: The decoded text.
    /// - Throws: ``TargetError`` for a broken escape, bytes that are not UTF-8, and NUL.
    public static func decode(_ text: String, plusIsSpace: Bool = false) throws(TargetError) -> String {
        try decode(text.utf8, plusIsSpace: plusIsSpace)
    }

    /// Encodes a text so that it may stand in a segment of a path or in a query.
    ///
    /// - Parameter text: Any text.
    /// - Returns: The text with every byte escaped that is not unreserved.
    public static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [ASCII.percent, digit(byte >> 4), digit(byte & 15)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func decode(_ text: some Collection<UInt8>, plusIsSpace: Bool) throws(TargetError) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case ASCII.percent:
                guard let high = iterator.next().flatMap(ASCII.hexadecimal),
                    let low = iterator.next().flatMap(ASCII.hexadecimal)
                else { throw .badEscape }
                bytes.append(high << 4 | low)
            case 0x2b where plusIsSpace: bytes.append(ASCII.space)
            default: bytes.append(byte)
            }
        }
        guard !bytes.contains(0) else { throw .nul }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .badUTF8 }
        return decoded
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2d || byte == 0x2e || byte == 0x5f || byte == 0x7e
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x41 + value - 10
    }
}

extension RequestHead {
    /// The segments of the path, decoded; `/` alone has none, and a trailing slash gives an empty last one.
    ///
    /// - Returns: The decoded segments; an escaped slash stays inside its segment.
    /// - Throws: ``TargetError`` for what cannot be decoded and for dot segments, escaped or not.
    public func pathSegments() throws(TargetError) -> [String] {
        var segments: [String] = []
        guard path != "/" else { return segments }
        for part in path.utf8.dropFirst().split(separator: ASCII.slash, omittingEmptySubsequences: false) {
            let isPlain = part.allSatisfy { $0 != ASCII.percent && $0 != 0 }
            let segment = isPlain ? String(Substring(part)) : try PercentCoding.decode(part, plusIsSpace: false)
            guard segment != ".", segment != ".." else { throw .dotSegment }
            segments.append(segment)
        }
        return segments
    }

    /// The parameters of the query.
    ///
    /// - Returns: The parameters, none when there is no query.
    /// - Throws: ``TargetError`` for what cannot be decoded.
    public func queryParameters() throws(TargetError) -> QueryParameters {
        try QueryParameters(query ?? "")
    }
}
