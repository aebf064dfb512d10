extension Bool: PostgresCodable {
    /// The type `bool`.
    public static var postgresType: PostgresType { .bool }

    /// One byte.
    public func postgresBytes() -> [UInt8]? { [self ? 1 : 0] }

    /// Reads a `bool`.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Bool {
        try require(type, in: [.bool])
        try require(bytes, count: 1, of: type)
        guard bytes[0] <= 1 else { throw PostgresValueError("holds the byte \(bytes[0]), expected 0 or 1 for bool") }
        return bytes[0] == 1
    }
}

extension Double: PostgresCodable {
    /// The type `double precision`.
    public static var postgresType: PostgresType { .float8 }

    /// Eight bytes.
    public func postgresBytes() -> [UInt8]? { bitPattern.networkBytes() }

    /// Reads a `double precision` or a `real`.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Double {
        try require(type, in: [.float8, .float4])
        guard type == .float8 else {
            try require(bytes, count: 4, of: type)
            return Double(Float(bitPattern: UInt32(network: bytes)))
        }
        try require(bytes, count: 8, of: type)
        return Double(bitPattern: UInt64(network: bytes))
    }
}

extension String: PostgresCodable {
    /// The type `text`.
    public static var postgresType: PostgresType { .text }

    /// The UTF-8 bytes.
    ///
    /// - Throws: `PostgresValueError` when the text holds U+0000, which the server cannot store.
    public func postgresBytes() throws(PostgresValueError) -> [UInt8]? {
        let bytes = [UInt8](utf8)
        guard !bytes.contains(0) else { throw PostgresValueError("holds the character U+0000, which text cannot") }
        return bytes
    }

    /// Reads `text` or another type of characters.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> String {
        try require(type, in: [.text, .varchar, .bpchar, .name, .char, .unknown])
        guard let text = String(utf8: bytes) else { throw PostgresValueError("holds bytes that are not UTF-8") }
        return text
    }
}

extension String {
    /// A text from bytes that must be UTF-8.
    init?(utf8 bytes: Span<UInt8>) {
        guard let valid = try? UTF8Span(validating: bytes) else { return nil }
        self.init(copying: valid)
    }
}

/// The text of a JSON document, bound and read as `jsonb`.
public struct JSONB: Hashable, Sendable {
    /// The document's text, UTF-8.
    public var bytes: [UInt8]

    /// Makes a document from its text; the server refuses one that is not JSON.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }
}

extension JSONB: PostgresCodable {
    /// The type `jsonb`.
    public static var postgresType: PostgresType { .jsonb }

    /// The version of the binary form, then the text.
    public func postgresBytes() throws(PostgresValueError) -> [UInt8]? {
        guard !bytes.contains(0) else { throw PostgresValueError("holds the character U+0000, which text cannot") }
        return [1] + bytes
    }

    /// Reads a `jsonb` or a `json`.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> JSONB {
        try require(type, in: [.jsonb, .json])
        guard type == .jsonb else { return JSONB([UInt8](copying: bytes)) }
        guard bytes.count > 1, bytes[0] == 1 else {
            throw PostgresValueError("holds a form of jsonb that is not version 1")
        }
        return JSONB([UInt8](copying: bytes.extracting(1...)))
    }
}

extension [UInt8] {
    /// The bytes of a span.
    init(copying bytes: Span<UInt8>) {
        self.init(capacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }
}
