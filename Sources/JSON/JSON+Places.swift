extension JSON {
    /// Finds members of an object in its bytes, without making values of them.
    ///
    /// It is for documents that this program wrote with ``serialized()``, and checks no more than it needs to find its way.
    ///
    /// - Parameters:
    ///   - names: The names that are looked for; in the order of the bytes they are found soonest.
    ///   - bytes: The bytes of the document.
    ///   - range: Where in them the object lies.
    /// - Returns: For each name the place of its value, empty if the object has no such member; `nil` if there is no object.
    package static func places(of names: [[UInt8]], in bytes: Span<UInt8>, at range: Range<Int>) -> [Range<Int>]? {
        var places = [Range<Int>](repeating: 0..<0, count: names.count)
        var (position, next) = (range.lowerBound + 1, 0)
        guard range.count >= 2, range.upperBound <= bytes.count, bytes[position - 1] == UInt8(ascii: "{") else {
            return nil
        }
        if bytes[position] == UInt8(ascii: "}") { return range.count == 2 ? places : nil }
        while position < range.upperBound {
            let name = position
            guard bytes[name] == UInt8(ascii: "\""), let colon = end(ofStringAt: name, in: bytes, range.upperBound),
                colon < range.upperBound, bytes[colon] == UInt8(ascii: ":"),
                let end = end(ofValueAt: colon + 1, in: bytes, range.upperBound), end < range.upperBound
            else { return nil }
            if let index = index(of: name + 1..<colon - 1, in: bytes, among: names, from: next) {
                places[index] = colon + 1..<end
                next = index + 1
            }
            if bytes[end] == UInt8(ascii: "}") { return end + 1 == range.upperBound ? places : nil }
            guard bytes[end] == UInt8(ascii: ",") else { return nil }
            position = end + 1
        }
        return nil
    }

    /// Which of the names stands in a range; those from a place on are tried first.
    private static func index(
        of range: Range<Int>,
        in bytes: Span<UInt8>,
        among names: [[UInt8]],
        from first: Int
    ) -> Int? {
        for offset in names.indices {
            let index = (first + offset) % names.count
            if isEqual(names[index], range, in: bytes) { return index }
        }
        return nil
    }

    private static func isEqual(_ name: [UInt8], _ range: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        guard name.count == range.count else { return false }
        for index in name.indices where name[index] != bytes[range.lowerBound + index] {
            return false
        }
        return true
    }

    /// The place behind a string, whose first quote is given.
    private static func end(ofStringAt start: Int, in bytes: Span<UInt8>, _ limit: Int) -> Int? {
        var position = start + 1
        while position < limit {
            switch bytes[position] {
            case UInt8(ascii: "\""): return position + 1
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        return nil
    }

    /// The place behind a value.
    private static func end(ofValueAt start: Int, in bytes: Span<UInt8>, _ limit: Int) -> Int? {
        var (position, depth) = (start, 0)
        while position < limit {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard let end = end(ofStringAt: position, in: bytes, limit) else { return nil }
                position = end
                if depth == 0 { return position }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return position > start ? position : nil }
                depth -= 1
                position += 1
                if depth == 0 { return position }
            case UInt8(ascii: ",") where depth == 0:
                return position > start ? position : nil
            default:
                position += 1
            }
        }
        return nil
    }
}
