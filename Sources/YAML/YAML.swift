public import JSON

/// Reading and writing YAML.
public enum YAML {
    /// Reads all documents of a stream as nodes that know their places.
    ///
    /// Refused are two keys of one text in a mapping, keys that are no scalars, aliases of what contains them, bytes that
    /// are not UTF-8, U+0000, and whatever exceeds the limits, aliases counted as what they stand for.
    ///
    /// - Parameters:
    ///   - bytes: The whole stream.
    ///   - limits: What the stream may ask of us.
    /// - Returns: The root of each document.
    /// - Throws: `YAMLError` with place and reason.
    public static func nodes(_ bytes: [UInt8], limits: YAMLLimits = .default) throws(YAMLError) -> [YAMLNode] {
        guard bytes.count <= limits.maximumBytes else {
            let mark = YAMLMark(offset: limits.maximumBytes, in: bytes)
            throw YAMLError("the document is longer than \(limits.maximumBytes) bytes", kind: .limit, at: mark)
        }
        // libyaml compares each `%TAG` with all before it.
        if let mark = bytes.tagDirective(after: maximumTagDirectives) {
            let reason = "the document has more than \(maximumTagDirectives) `%TAG` directives"
            throw YAMLError(reason, kind: .limit, at: mark)
        }
        var composer = YAMLComposer(try YAMLParserHandle(bytes), of: bytes, limits: limits)
        var documents: [YAMLNode] = []
        while let document = try composer.document() {
            documents.append(document)
        }
        return documents
    }

    /// Reads all documents of a stream as JSON.
    ///
    /// - Parameters:
    ///   - bytes: The whole stream.
    ///   - limits: What the stream may ask of us.
    /// - Returns: The documents; a stream of nothing but comments has none.
    /// - Throws: `YAMLError` with place and reason, also for what has no JSON form.
    public static func parse(_ bytes: [UInt8], limits: YAMLLimits = .default) throws(YAMLError) -> [JSON] {
        var documents: [JSON] = []
        for node in try nodes(bytes, limits: limits) {
            documents.append(try node.json())
        }
        return documents
    }

    /// Reads all documents of a text as JSON.
    ///
    /// - Parameters:
    ///   - text: The whole text.
    ///   - limits: What the text may ask of us.
    /// - Returns: The documents; a text of nothing but comments has none.
    /// - Throws: `YAMLError` with place and reason, also for what has no JSON form.
    public static func parse(_ text: String, limits: YAMLLimits = .default) throws(YAMLError) -> [JSON] {
        try parse(Array(text.utf8), limits: limits)
    }

    /// Reads the only document of a stream as JSON.
    ///
    /// - Parameters:
    ///   - bytes: The whole stream.
    ///   - limits: What the stream may ask of us.
    /// - Returns: The document, `null` if there is none.
    /// - Throws: `YAMLError` with place and reason, also if there is a second document.
    public static func document(_ bytes: [UInt8], limits: YAMLLimits = .default) throws(YAMLError) -> JSON {
        let documents = try nodes(bytes, limits: limits)
        if documents.count > 1 { throw YAMLError("expected one document, found another", at: documents[1].mark) }
        guard let first = documents.first else { return .null }
        return try first.json()
    }

    private static let maximumTagDirectives = 64
}

extension [UInt8] {
    /// The place of the line that is one `%TAG` directive too many, if there is one.
    fileprivate func tagDirective(after limit: Int) -> YAMLMark? {
        var count = 0
        for (offset, byte) in enumerated() where byte == UInt8(ascii: "%") {
            // After a line feed, a carriage return, or the last byte of U+0085, U+2028, U+2029 or a byte order mark.
            guard offset == 0 || [0x0A, 0x0D, 0x85, 0xA8, 0xA9, 0xBF].contains(self[offset - 1]),
                self[offset...].starts(with: "%TAG".utf8)
            else { continue }
            count += 1
            if count > limit { return YAMLMark(offset: offset, in: self) }
        }
        return nil
    }
}
