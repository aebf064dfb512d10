import Flows

/// The declarations of a text that holds several, each byte for byte.
enum FlowDocuments {
    /// How many there may be.
    static let limit = FlowStore.changeLimit

    /// Parts a text where a line begins a document of YAML: such a line is never within one, whatever it looks like.
    ///
    /// - Parameter text: The text.
    /// - Returns: The parts that say anything, in their order.
    /// - Throws: ``FlowStoreError/tooMany(limit:)``.
    static func parts(of text: [UInt8]) throws(FlowStoreError) -> [[UInt8]] {
        var (parts, current): ([[UInt8]], [UInt8]) = ([], [])
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
            let line = text[start..<end]
            if beginsDocument(line) {
                if saysAnything(current) {
                    parts.append(current)
                    guard parts.count <= limit else { throw .tooMany(limit: limit) }
                }
                // What stands on the line belongs to the document; the marker alone does not.
                current = line.dropFirst(3).allSatisfy(isBlank) ? [] : Array(line)
            } else {
                current += line
            }
            start = end
        }
        if saysAnything(current) { parts.append(current) }
        guard parts.count <= limit else { throw .tooMany(limit: limit) }
        return parts
    }

    private static func beginsDocument(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: "---".utf8) else { return false }
        return line.dropFirst(3).first.map(isBlank) ?? true
    }

    /// Whether a part has more than blank lines and comments.
    private static func saysAnything(_ part: [UInt8]) -> Bool {
        part.split(separator: UInt8(ascii: "\n")).contains { line in
            guard let first = line.first(where: { !isBlank($0) }) else { return false }
            return first != UInt8(ascii: "#")
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(byte)
    }
}
