/// What the `jq` filter does.
enum JQ {
    /// The longest program, input, and results together.
    private static let programLimit = 4096
    private static let inputLimit = 4 << 20
    private static let resultLimit = 10_000

    /// What can run for ever, or reach outside of its input: libjq counts no steps and has no limit of memory.
    private static let refused: Set<String> = [
        "def", "repeat", "until", "while", "range", "combinations", "input", "inputs", "input_filename",
        "input_line_number", "get_search_list", "import", "include", "debug", "stderr", "env", "$ENV", "halt",
        "halt_error", "recurse_down",
    ]

    /// A number that stands where it says how long a list or text is to be.
    private static let largestSize = 100_000.0

    /// Runs a program on a value.
    ///
    /// - Returns: Its results in order.
    static func run(_ program: String, on input: ExpressionValue, in evaluation: Evaluation) throws(ExpressionError)
        -> [ExpressionValue]
    {
        try check(program)
        var writer = TextWriter(limit: min(inputLimit, evaluation.limits.maximumOutputBytes))
        try writer.append(json: input)
        try evaluation.spend(1024 + writer.string.utf8.count >> 4)
        let handle = try JQHandle(program)
        try handle.start(writer.string)
        var results: [ExpressionValue] = []
        var rest = evaluation.limits.maximumOutputBytes
        while let text = try handle.next(limit: rest) {
            guard results.count < resultLimit else {
                throw ExpressionError(.limit, "jq gives more than \(resultLimit) results", name: "jq")
            }
            rest -= text.utf8.count
            try evaluation.spend(64 + text.utf8.count >> 4)
            results.append(try Documents.json(text))
        }
        return results
    }

    private static func check(_ program: String) throws(ExpressionError) {
        guard program.utf8.count <= programLimit else {
            throw ExpressionError(.limit, "the jq program is longer than \(programLimit) bytes", name: "jq")
        }
        guard !program.utf8.contains(0) else {
            throw ExpressionError(.value, "the jq program has the character U+0000", name: "jq")
        }
        let bytes = Array(program.utf8)
        var position = 0
        while position < bytes.count {
            guard bytes[position].isWord || bytes[position] == UInt8(ascii: "$") else {
                position += 1
                continue
            }
            let start = position
            position += 1
            while position < bytes.count, bytes[position].isWord || bytes[position] == UInt8(ascii: ".") {
                position += 1
            }
            let word = String(decoding: bytes[start..<position], as: UTF8.self)
            let before = bytes[..<start].last { !$0.isSpace }
            let after = bytes[position...].first { !$0.isSpace }
            // A member may be called as it likes; only functions are refused.
            let isMember = before == UInt8(ascii: ".") || after == UInt8(ascii: ":")
            let isEndless = refused.contains(word) || word == "recurse" && after == UInt8(ascii: "(")
            guard isMember || !isEndless else {
                throw ExpressionError(
                    .limit,
                    "`\(word)` is not available in jq programs: nothing bounds it",
                    name: "jq"
                )
            }
            let isSize = before == UInt8(ascii: "[") || before == UInt8(ascii: "*")
            guard !isSize || Double(word) ?? 0 <= largestSize else {
                throw ExpressionError(
                    .limit,
                    "the jq program asks for more than \(Int(largestSize)) elements",
                    name: "jq"
                )
            }
        }
    }
}
