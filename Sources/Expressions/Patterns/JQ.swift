/// What the `jq` filter does.
enum JQ {
    /// The most results.
    static let resultLimit = 10_000

    /// Runs a program on a value.
    ///
    /// - Returns: Its results in order.
    static func run(_ program: String, on input: ExpressionValue, in evaluation: Evaluation) throws(ExpressionError)
        -> [ExpressionValue]
    {
        // What ends with its process may compute as it likes.
        try JQProgram.check(program, isConfined: evaluation.services.jq != nil)
        var writer = TextWriter(limit: min(evaluation.limits.maximumJQBytes, evaluation.limits.maximumOutputBytes))
        try writer.append(json: input)
        try evaluation.spend(1024 + writer.string.utf8.count >> 4)
        if let service = evaluation.services.jq {
            let request = ExpressionRequest.Program(source: program, input: writer.string)
            return try values(of: try service(request), in: evaluation)
        }
        let limit = evaluation.limits.maximumOutputBytes
        let request = ExpressionRequest.Program(source: program, input: writer.string)
        return try values(of: try request.results(limit: limit), in: evaluation)
    }

    /// Reads results, and counts what they cost.
    private static func values(
        of texts: [String],
        in evaluation: Evaluation
    ) throws(ExpressionError) -> [ExpressionValue] {
        var values: [ExpressionValue] = []
        for text in texts.prefix(resultLimit) {
            try evaluation.spend(64 + text.utf8.count >> 4)
            values.append(try Documents.json(text))
        }
        return values
    }
}
