/// A file of an archive.
public struct ArchiveEntry: Sendable, Equatable {
    /// The path in the archive, its parts joined by `/`.
    public var name: String

    /// What the file holds.
    public var content: [UInt8]

    /// Makes an entry of its parts.
    ///
    /// - Parameters:
    ///   - name: The path in the archive.
    ///   - content: What the file holds.
    public init(name: String, content: [UInt8]) {
        self.name = name
        self.content = content
    }

    /// The longest name in bytes.
    private static let longestName = 512

    /// Whether a name is one of a file below the archive, on whatever system it is unpacked.
    static func isSafe(name: String) -> Bool {
        guard (1...longestName).contains(name.utf8.count) else { return false }
        guard name.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 && $0 != "\\" && $0 != ":" }) else {
            return false
        }
        let path = name.hasSuffix("/") ? name.dropLast() : name[...]
        return path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0 != "." && $0 != ".."
        }
    }

    /// A name as messages show it.
    static func excerpt(of name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars.prefix(100) {
            text.unicodeScalars.append(scalar.value < 32 || scalar.value == 127 || scalar == "`" ? "?" : scalar)
        }
        return text
    }
}
