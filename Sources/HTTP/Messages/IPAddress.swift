/// An IPv4 or IPv6 address.
public struct IPAddress: Sendable, Hashable, LosslessStringConvertible {
    /// Whether this is an IPv6 address.
    public let isIPv6: Bool
    let high: UInt64
    let low: UInt64

    init(isIPv6: Bool, high: UInt64, low: UInt64) {
        self.isIPv6 = isIPv6
        self.high = high
        self.low = low
    }

    /// Makes an IPv4 address of its number, `127.0.0.1` being 0x7f000001.
    public init(v4 number: UInt32) {
        self.init(isIPv6: false, high: 0, low: UInt64(number))
    }

    /// Makes an IPv6 address of its sixteen bytes in network order, as two halves; a mapped IPv4 address becomes IPv4.
    public init(v6 high: UInt64, _ low: UInt64) {
        guard high == 0, low >> 32 == 0xffff else {
            self.init(isIPv6: true, high: high, low: low)
            return
        }
        self.init(v4: UInt32(truncatingIfNeeded: low))
    }

    /// Reads an address in its text form; zones and ports are refused.
    public init?(_ description: String) {
        guard description.utf8.count <= 45 else { return nil }
        if let number = IPAddress.v4(description.utf8) {
            self.init(v4: number)
            return
        }
        guard let (high, low) = IPAddress.v6(description) else { return nil }
        // The text of a mapped address stays IPv6, so that a bracketed literal is recognised as one.
        self.init(isIPv6: true, high: high, low: low)
    }

    /// Whether the address is of this machine's loopback.
    public var isLoopback: Bool {
        isIPv6 ? high == 0 && (low == 1 || low >> 24 == 0xffff_7f) : low >> 24 == 127
    }

    /// The IPv4 address when this is one mapped into IPv6, else this address.
    public var unmapped: IPAddress {
        isIPv6 ? IPAddress(v6: high, low) : self
    }

    /// The canonical text form (RFC 5952).
    public var description: String {
        guard isIPv6 else {
            return IPAddress.octets.map { shift in String(low >> shift & 255) }.joined(separator: ".")
        }
        let shifts: [UInt64] = [48, 32, 16, 0]
        let groups: [UInt64] = shifts.map { high >> $0 & 0xffff } + shifts.map { low >> $0 & 0xffff }
        guard let gap = IPAddress.longestZeroRun(groups) else {
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        let head = groups[..<gap.lowerBound].map { String($0, radix: 16) }.joined(separator: ":")
        let tail = groups[gap.upperBound...].map { String($0, radix: 16) }.joined(separator: ":")
        return head + "::" + tail
    }

    private static let octets: [UInt64] = [24, 16, 8, 0]

    private static func longestZeroRun(_ groups: [UInt64]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        while start < groups.count {
            guard groups[start] == 0 else {
                start += 1
                continue
            }
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start > max(1, best?.count ?? 0) { best = start..<end }
            start = end
        }
        return best
    }

    private static func v4(_ text: some Collection<UInt8>) -> UInt32? {
        let parts = text.split(separator: 0x2e, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != 0x30 else { return nil }
            var value: UInt32 = 0
            for byte in part {
                guard ASCII.isDigit(byte) else { return nil }
                value = value * 10 + UInt32(byte - 0x30)
            }
            guard value <= 255 else { return nil }
            number = number << 8 | value
        }
        return number
    }

    private static func v6(_ text: String) -> (UInt64, UInt64)? {
        let halves = split(text)
        guard let halves, halves.count <= 2 else { return nil }
        let isCompressed = halves.count == 2
        guard let head = groups(halves[0], isLast: !isCompressed) else { return nil }
        var all = head
        if isCompressed {
            guard let tail = groups(halves[1], isLast: true), head.count + tail.count < 8 else { return nil }
            all += [UInt64](repeating: 0, count: 8 - head.count - tail.count) + tail
        }
        guard all.count == 8 else { return nil }
        return (all[..<4].reduce(0) { $0 << 16 | $1 }, all[4...].reduce(0) { $0 << 16 | $1 })
    }

    /// The parts before and after `::`, or nil when there are several.
    private static func split(_ text: String) -> [Substring]? {
        let bytes = Array(text.utf8)
        var marks: [Int] = []
        var index = 0
        while index + 1 < bytes.count {
            if bytes[index] == 0x3a, bytes[index + 1] == 0x3a {
                marks.append(index)
                index += 2
            } else {
                index += 1
            }
        }
        guard marks.count <= 1 else { return nil }
        guard let mark = marks.first else { return [Substring(text)] }
        let utf8 = text.utf8
        let at = utf8.index(utf8.startIndex, offsetBy: mark)
        return [text[..<at], text[utf8.index(at, offsetBy: 2)...]]
    }

    private static func groups(_ text: Substring, isLast: Bool) -> [UInt64]? {
        guard !text.isEmpty else { return [] }
        let parts = text.utf8.split(separator: 0x3a, omittingEmptySubsequences: false)
        guard parts.count <= 8 else { return nil }
        var groups: [UInt64] = []
        for (position, part) in parts.enumerated() {
            if isLast, position == parts.count - 1, part.contains(0x2e) {
                guard let number = v4(part) else { return nil }
                groups += [UInt64(number >> 16), UInt64(number & 0xffff)]
                continue
            }
            guard (1...4).contains(part.count) else { return nil }
            var value: UInt64 = 0
            for byte in part {
                guard let digit = ASCII.hexadecimal(byte) else { return nil }
                value = value << 4 | UInt64(digit)
            }
            groups.append(value)
        }
        return groups
    }
}

/// A block of addresses, such as `10.0.0.0/8`.
public struct IPNetwork: Sendable, Hashable, LosslessStringConvertible {
    /// The first address.
    public let address: IPAddress
    /// The number of leading bits that count.
    public let prefix: Int

    /// Reads a block: an address, and after `/` a number of bits; without it the one address.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return nil }
        let width = address.isIPv6 ? 128 : 32
        guard parts.count == 2 else {
            self.address = address
            prefix = width
            return
        }
        guard parts[1].utf8.allSatisfy(ASCII.isDigit), let bits = Int(parts[1]), bits <= width else { return nil }
        self.address = address
        prefix = bits
    }

    /// The address, a slash and the number of bits.
    public var description: String { "\(address)/\(prefix)" }

    /// Whether an address is of this block.
    public func contains(_ other: IPAddress) -> Bool {
        guard other.isIPv6 == address.isIPv6 else { return false }
        guard address.isIPv6 else { return prefix == 0 || (other.low ^ address.low) >> UInt64(32 - prefix) == 0 }
        let high = other.high ^ address.high
        guard prefix > 64 else { return prefix == 0 || high >> UInt64(64 - prefix) == 0 }
        return high == 0 && (other.low ^ address.low) >> UInt64(128 - prefix) == 0
    }
}
