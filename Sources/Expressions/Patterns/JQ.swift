import JSON

/// What the `jq` filter does.
enum JQ {
    /// The most results.
    static let resultLimit = 10_000

    /// Runs a program on a value.
    ///
    /// - Returns: Its results in order.
    static func run(
        _ program: String,
        on input: ExpressionValue,
        by service: ExpressionServices.Service<ExpressionRequest.Program, [String]>,
        in evaluation: Evaluation
    ) throws(ExpressionError) -> [ExpressionValue] {
        try JQProgram.check(program)
        var writer = TextWriter(limit: min(evaluation.limits.maximumJQBytes, evaluation.limits.maximumOutputBytes))
        try writer.append(json: input)
        try evaluation.spend(1024 + writer.string.utf8.count >> 4)
        var rest = evaluation.limits.maximumOutputBytes
        var values: [ExpressionValue] = []
        for text in try service(ExpressionRequest.Program(source: program, input: writer.string)) {
            guard values.count < resultLimit else {
                throw ExpressionError(.limit, "jq gives more than \(resultLimit) results", name: "jq")
            }
            rest -= text.utf8.count
            guard rest >= 0 else {
                let limit = evaluation.limits.maximumOutputBytes
                throw ExpressionError(.limit, "the results of jq are longer than \(limit) bytes", name: "jq")
            }
            try evaluation.spend(64 + text.utf8.count >> 4)
            values.append(try Documents.json(text))
        }
        return values
    }
}
