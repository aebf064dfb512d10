/// A type of identifier that is bound and read as `uuid`.
///
/// Conform a type to it, and to `PostgresCodable` for which it brings the implementation.
public protocol PostgresUUID: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    /// The sixteen bytes, in the order of the text form.
    var postgresUUIDBytes: [UInt8] { get }

    /// Makes an identifier from its sixteen bytes.
    init(postgresUUIDBytes bytes: [UInt8])
}

extension PostgresUUID {
    /// The type `uuid`.
    public static var postgresType: PostgresType { .uuid }
    /// The type `uuid[]`.
    public static var postgresArrayType: PostgresType { .uuidArray }

    /// The sixteen bytes.
    public func postgresBytes() throws(PostgresValueError) -> [UInt8]? {
        let bytes = postgresUUIDBytes
        guard bytes.count == 16 else { throw PostgresValueError("holds \(bytes.count) bytes, expected 16 for uuid") }
        return bytes
    }

    /// Reads a `uuid`.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Self {
        try require(type, in: [.uuid])
        try require(bytes, count: 16, of: type)
        return Self(postgresUUIDBytes: [UInt8](copying: bytes))
    }
}
