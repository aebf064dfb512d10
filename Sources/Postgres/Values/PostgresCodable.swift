/// Why a value cannot be turned into bytes, or bytes into a value.
public struct PostgresValueError: Error, Equatable, Sendable {
    /// What was expected and what was found, as the end of a sentence that starts with the column or parameter.
    public let reason: String

    /// Makes an error with a reason that completes the sentence "column `x` ...".
    public init(_ reason: String) { self.reason = reason }
}

/// A value that can be bound to a statement, in the server's binary form.
public protocol PostgresEncodable: Sendable {
    /// The type that the server is told the parameter has.
    static var postgresType: PostgresType { get }

    /// The value in binary form, nil for `null`.
    ///
    /// - Throws: `PostgresValueError` when the server has no such value, as a text with a NUL.
    func postgresBytes() throws(PostgresValueError) -> [UInt8]?
}

/// A value that can be read from a column, in the server's binary form.
public protocol PostgresDecodable: Sendable {
    /// What `null` is read as; nil when the column must not hold it.
    static var postgresNull: Self? { get }

    /// Reads a value.
    ///
    /// - Parameters:
    ///   - bytes: The value's bytes, of any length and content.
    ///   - type: The type that the server says the column has.
    /// - Returns: The value.
    /// - Throws: `PostgresValueError` when the type is another or the bytes are not a value of it.
    static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Self
}

extension PostgresDecodable {
    /// Nothing: a column of this type must not be `null`.
    public static var postgresNull: Self? { nil }
}

/// A value that can be bound and read.
public typealias PostgresCodable = PostgresEncodable & PostgresDecodable

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// The type of the raw value.
    public static var postgresType: PostgresType { RawValue.postgresType }

    /// The raw value's bytes.
    public func postgresBytes() throws(PostgresValueError) -> [UInt8]? { try rawValue.postgresBytes() }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    /// Reads the raw value and refuses one that has no case.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Self {
        let raw = try RawValue.decode(bytes, as: type)
        guard let value = Self(rawValue: raw) else {
            throw PostgresValueError("holds a value that is not one of the known ones")
        }
        return value
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// The type of the wrapped value.
    public static var postgresType: PostgresType { Wrapped.postgresType }

    /// The wrapped value's bytes, or nil.
    public func postgresBytes() throws(PostgresValueError) -> [UInt8]? {
        guard let self else { return nil }
        return try self.postgresBytes()
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    /// The value nil, present.
    public static var postgresNull: Wrapped?? { .some(.none) }

    /// Reads the wrapped value.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Wrapped? {
        try Wrapped.decode(bytes, as: type)
    }
}

/// Refuses a column of another type.
func require(_ type: PostgresType, in expected: [PostgresType]) throws(PostgresValueError) {
    guard !expected.contains(type) else { return }
    throw PostgresValueError("has type \(type), expected \(expected.map(\.description).joined(separator: " or "))")
}

/// Refuses a value of another length.
func require(_ bytes: Span<UInt8>, count: Int, of type: PostgresType) throws(PostgresValueError) {
    guard bytes.count == count else {
        throw PostgresValueError("holds \(bytes.count) bytes, expected \(count) for \(type)")
    }
}
