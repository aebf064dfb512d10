extension ExpressionRequest.Program {
    /// Runs the program in this process, which has to be one that nothing else depends on.
    ///
    /// - Parameter limit: How many bytes the results may take.
    /// - Returns: The results as JSON texts.
    /// - Throws: `ExpressionError` as the program fails, or if there are too many results.
    package func results(limit: Int) throws(ExpressionError) -> [String] {
        let handle = try JQHandle(source)
        try handle.start(input)
        var (results, rest) = ([String](), limit)
        while let text = try handle.next(limit: rest) {
            guard results.count < JQ.resultLimit else {
                throw ExpressionError(.limit, "jq gives more than \(JQ.resultLimit) results", name: "jq")
            }
            rest -= text.utf8.count
            results.append(text)
        }
        return results
    }
}
