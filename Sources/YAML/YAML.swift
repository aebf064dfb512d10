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
}
