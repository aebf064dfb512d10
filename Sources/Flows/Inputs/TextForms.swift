extension String {
    /// Whether the text is a URI with a scheme and, behind `://`, an authority or a path (RFC 3986).
    var isURI: Bool {
        guard let colon = utf8.firstIndex(of: UInt8(ascii: ":")), utf8.count <= 8192 else { return false }
        let scheme = utf8[..<colon]
        guard let first = scheme.first, first.isLetter,
            scheme.allSatisfy({ $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) })
        else { return false }
        let rest = utf8[utf8.index(after: colon)...]
        guard rest.starts(with: "//".utf8), rest.count > 2 else { return false }
        var escaped = 0
        for byte in rest {
            if escaped > 0 {
                guard byte.isHexadecimal else { return false }
                escaped -= 1
            } else if byte == UInt8(ascii: "%") {
                escaped = 2
            } else {
                guard byte.isLetter || byte.isDigit || "-._~:/?#[]@!$&'()*+,;=".utf8.contains(byte) else {
                    return false
                }
            }
        }
        return escaped == 0
    }

    /// Whether the text is a mail address of the usual form: a dot-atom, `@`, and the name of a host with a dot.
    var isMailAddress: Bool {
        let parts = utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].count), (1...253).contains(parts[1].count) else {
            return false
        }
        let atoms = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard atoms.allSatisfy({ atom in !atom.isEmpty && atom.allSatisfy(\.isAtomCharacter) }) else { return false }
        let labels = parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count > 1
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
            }
    }

    /// Whether the text is a decimal number, with a fraction and an exponent if need be; nothing else that `Double` reads.
    var isDecimalNumber: Bool {
        utf8.count <= 64 && utf8.contains(where: \.isDigit)
            && utf8.allSatisfy { $0.isDigit || "+-.eE".utf8.contains($0) }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isHexadecimal: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
    fileprivate var isAtomCharacter: Bool {
        isLetter || isDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self) || self >= 0x80
    }
}
