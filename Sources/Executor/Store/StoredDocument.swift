import JSON

extension JSONLimits {
    /// What a document may have that is kept with an execution.
    static let stored = JSONLimits(
        maximumBytes: ExecutionStore.documentLimit,
        maximumDepth: 512,
        allowsNullCharacter: true
    )
}

extension ExecutionID {
    /// The text of a document that can be read again.
    ///
    /// - Throws: ``ExecutionStoreError/tooLarge(_:field:limit:)``.
    func document(_ json: JSON, _ field: String) throws(ExecutionStoreError) -> String {
        let text = json.text
        try check(text, field, ExecutionStore.documentLimit)
        guard text.jsonDepth <= JSONLimits.stored.maximumDepth else {
            throw .tooLarge(self, field: field, limit: ExecutionStore.documentLimit)
        }
        return text
    }

    /// Refuses a text of too many bytes.
    func check(_ text: String, _ field: String, _ limit: Int) throws(ExecutionStoreError) {
        guard text.utf8.count <= limit else { throw .tooLarge(self, field: field, limit: limit) }
    }
}

extension String {
    /// How deep arrays and objects nest in a document.
    fileprivate var jsonDepth: Int {
        var (depth, deepest, isQuoted, isEscaped) = (0, 0, false, false)
        for byte in utf8 {
            guard !isQuoted else {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isQuoted = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}
