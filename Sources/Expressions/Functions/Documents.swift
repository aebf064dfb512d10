import JSON

/// Reads documents that come as text.
enum Documents {
    private static let limits = JSONLimits(
        maximumBytes: 8 << 20,
        maximumDepth: 100,
        maximumValues: 500_000,
        allowsNullCharacter: true
    )

    /// Reads JSON.
    ///
    /// The message tells place and reason, and repeats nothing of the text.
    static func json(_ text: String) throws(ExpressionError) -> ExpressionValue {
        do throws(JSONError) {
            return ExpressionValue(try JSON(parsing: text, limits: limits))
        } catch {
            let kind: ExpressionError.Kind = error.kind == .limit ? .limit : .value
            throw ExpressionError(
                kind,
                "the text is no JSON: line \(error.line), column \(error.column): \(error.plainReason)"
            )
        }
    }
}

extension JSONError {
    /// The reason up to what was found, which may be part of a secret.
    fileprivate var plainReason: String {
        guard let found = reason.firstRange(ofASCII: ", found") else {
            return kind == .limit ? reason : "it is malformed"
        }
        return String(reason[..<found])
    }
}

extension String {
    fileprivate func firstRange(ofASCII part: String) -> String.Index? {
        let bytes = utf8
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index...].starts(with: part.utf8) { return index }
            index = bytes.index(after: index)
        }
        return nil
    }
}
