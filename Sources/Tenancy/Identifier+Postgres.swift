public import Crypto
public import Postgres

extension UUID: PostgresUUID {
    /// The sixteen bytes, in the order of the text form.
    public var postgresUUIDBytes: [UInt8] { bytes }

    /// Makes an identifier from its sixteen bytes.
    ///
    /// - Precondition: there are sixteen.
    public init(postgresUUIDBytes bytes: [UInt8]) {
        guard let uuid = UUID(bytes: bytes) else { preconditionFailure("a uuid has sixteen bytes") }
        self = uuid
    }
}

extension Identifier: PostgresUUID, PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    /// The sixteen bytes, in the order of the text form.
    public var postgresUUIDBytes: [UInt8] { uuid.bytes }

    /// Makes an identifier from its sixteen bytes.
    public init(postgresUUIDBytes bytes: [UInt8]) {
        self.init(UUID(postgresUUIDBytes: bytes))
    }
}
