import JSON

/// Looks through a jq program before it is run.
///
/// libjq counts no steps, has no limit of memory, and ends the process where one of its assertions fails. So programs are run
/// in processes that are bounded and confined, and may compute what they like there. What asks for something outside is
/// refused before: it would find nothing, and say so less clearly.
struct JQProgram {
    private let bytes: [UInt8]
    private var position = 0
    /// Whether a member's name may follow, which is called as it likes.
    private var isAfterDot = false

    /// The longest program.
    private static let maximumBytes = 4096

    /// Code in texts in code nests no deeper: looking through recurses.
    private static let maximumDepth = 32

    /// What asks for something outside, or speaks to somebody there.
    private static let outside: Set<String> = [
        "$ENV", "$__prog_args", "env", "input", "inputs", "debug", "stderr", "halt", "halt_error", "import", "include",
        "modulemeta", "get_search_list", "input_filename", "input_line_number",
    ]

    /// Checks a program.
    ///
    /// - Parameter program: The program.
    /// - Throws: `ExpressionError` naming what is not available.
    static func check(_ program: String) throws(ExpressionError) {
        guard program.utf8.count <= maximumBytes else {
            throw ExpressionError(.limit, "the jq program is longer than \(maximumBytes) bytes", name: "jq")
        }
        guard !program.utf8.contains(0) else {
            throw ExpressionError(.value, "the jq program has the character U+0000", name: "jq")
        }
        var reader = JQProgram(Array(program.utf8))
        try reader.code(depth: 0)
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Goes through code, to the end or to the parenthesis that ends code in a text.
    private mutating func code(depth: Int) throws(ExpressionError) {
        guard depth <= Self.maximumDepth else {
            throw ExpressionError(.limit, "the jq program nests deeper than \(Self.maximumDepth) levels", name: "jq")
        }
        var parentheses = 0
        while let byte = next {
            switch byte {
            case UInt8(ascii: "#"):
                while let byte = next, byte != UInt8(ascii: "\n") { position += 1 }
            case UInt8(ascii: "\""):
                try text(depth: depth)
            case _ where byte.isWord || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "@"):
                try word()
            case UInt8(ascii: ")") where parentheses == 0 && depth > 0:
                position += 1
                return
            default:
                if byte == UInt8(ascii: "(") { parentheses += 1 }
                if byte == UInt8(ascii: ")") { parentheses -= 1 }
                position += 1
                if !byte.isSpace { isAfterDot = byte == UInt8(ascii: ".") }
            }
        }
    }

    /// Passes over a text, and goes through the code in it.
    private mutating func text(depth: Int) throws(ExpressionError) {
        position += 1
        while let byte = next {
            position += 1
            if byte == UInt8(ascii: "\"") { break }
            guard byte == UInt8(ascii: "\\") else { continue }
            let escaped = next
            position += 1
            if escaped == UInt8(ascii: "(") {
                isAfterDot = false
                try code(depth: depth + 1)
            }
        }
        isAfterDot = false
    }

    private mutating func word() throws(ExpressionError) {
        let start = position
        position += 1
        while let byte = next, byte.isWord { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        var after = position
        while after < bytes.count, bytes[after].isSpace { after += 1 }
        // Members and names of members may be called as they like.
        let isName = isAfterDot || after < bytes.count && bytes[after] == UInt8(ascii: ":")
        isAfterDot = false
        guard isName || !Self.outside.contains(word) else {
            throw ExpressionError(
                .unavailable,
                "`\(word.excerpt)` is not available in jq programs: it asks for something outside",
                name: "jq"
            )
        }
    }
}
