/// What the `jq` filter does.
enum JQ {
    /// The most results.
    private static let resultLimit = 10_000

    /// Runs a program on a value.
    ///
    /// - Returns: Its results in order.
    static func run(_ program: String, on input: ExpressionValue, in evaluation: Evaluation) throws(ExpressionError)
        -> [ExpressionValue]
    {
        try JQProgram.check(program)
        var writer = TextWriter(limit: min(evaluation.limits.maximumJQBytes, evaluation.limits.maximumOutputBytes))
        try writer.append(json: input)
        try evaluation.spend(1024 + writer.string.utf8.count >> 4)
        if let service = evaluation.services.jq {
            var results: [ExpressionValue] = []
            let request = ExpressionRequest.Program(source: program, input: writer.string)
            for text in try service(request).prefix(resultLimit) {
                try evaluation.spend(64 + text.utf8.count >> 4)
                results.append(try Documents.json(text))
            }
            return results
        }
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
}
