/// A value that arrays of which can be bound and read.
///
/// A type that is `PostgresCodable` needs only to name the type of its arrays.
public protocol PostgresArrayElement: Sendable {
    /// The type of arrays of this type.
    static var postgresArrayType: PostgresType { get }

    /// The binary form of an array.
    static func encodeArray(_ elements: [Self]) throws(PostgresValueError) -> [UInt8]

    /// Reads the binary form of an array.
    static func decodeArray(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> [Self]
}

extension PostgresArrayElement where Self: PostgresEncodable & PostgresDecodable {
    /// One dimension from 1, each element with its length; `null` where an element is nil.
    public static func encodeArray(_ elements: [Self]) throws(PostgresValueError) -> [UInt8] {
        var body: [UInt8] = []
        var hasNull = false
        for element in elements {
            if let bytes = try element.postgresBytes() {
                body += Int32(bytes.count).networkBytes()
                body += bytes
            } else {
                hasNull = true
                body += Int32(-1).networkBytes()
            }
        }
        let head = Int32(elements.isEmpty ? 0 : 1).networkBytes() + Int32(hasNull ? 1 : 0).networkBytes()
        let type = postgresType.rawValue.networkBytes()
        guard !elements.isEmpty else { return head + type }
        return head + type + Int32(elements.count).networkBytes() + Int32(1).networkBytes() + body
    }

    /// Reads an array of no or one dimension.
    public static func decodeArray(
        _ bytes: Span<UInt8>,
        as type: PostgresType
    ) throws(PostgresValueError) -> [Self] {
        guard bytes.count >= 12 else { throw damaged }
        let dimensions = Int32(network: bytes)
        let element = PostgresType(rawValue: UInt32(network: bytes, at: 8))
        guard dimensions != 0 else {
            guard bytes.count == 12 else { throw damaged }
            return []
        }
        guard dimensions == 1 else {
            throw PostgresValueError("holds an array of \(dimensions) dimensions, expected 1")
        }
        guard bytes.count >= 20 else { throw damaged }
        let count = Int(Int32(network: bytes, at: 12))
        // Every element takes at least its length: a count beyond that is damage, not a reason to allocate.
        guard count >= 0, count <= (bytes.count - 20) / 4 else { throw damaged }
        var elements: [Self] = []
        elements.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            guard bytes.count - offset >= 4 else { throw damaged }
            let length = Int(Int32(network: bytes, at: offset))
            offset += 4
            guard length >= 0 else {
                guard length == -1 else { throw damaged }
                guard let null = postgresNull else { throw PostgresValueError("holds an array with a null in it") }
                elements.append(null)
                continue
            }
            guard bytes.count - offset >= length else { throw damaged }
            elements.append(try decode(bytes.extracting(offset..<(offset + length)), as: element))
            offset += length
        }
        guard offset == bytes.count else { throw damaged }
        return elements
    }

    private static var damaged: PostgresValueError { PostgresValueError("holds an array whose lengths do not add up") }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    /// The type of arrays of the element.
    public static var postgresType: PostgresType { Element.postgresArrayType }

    /// The binary form of the array.
    public func postgresBytes() throws(PostgresValueError) -> [UInt8]? { try Element.encodeArray(self) }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    /// Reads an array.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> [Element] {
        try Element.decodeArray(bytes, as: type)
    }
}

extension UInt8: PostgresArrayElement {
    /// The type `bytea`: an array of bytes is one value.
    public static var postgresArrayType: PostgresType { .bytea }

    /// The bytes themselves.
    public static func encodeArray(_ elements: [UInt8]) -> [UInt8] { elements }

    /// Reads a `bytea`.
    public static func decodeArray(
        _ bytes: Span<UInt8>,
        as type: PostgresType
    ) throws(PostgresValueError) -> [UInt8] {
        try require(type, in: [.bytea])
        return [UInt8](copying: bytes)
    }
}

extension Array: PostgresArrayElement where Element == UInt8 {
    /// The type `bytea[]`.
    public static var postgresArrayType: PostgresType { .byteaArray }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement & PostgresEncodable & PostgresDecodable {
    /// The type of arrays of the wrapped value.
    public static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }
}

extension Bool: PostgresArrayElement {
    /// The type `bool[]`.
    public static var postgresArrayType: PostgresType { .boolArray }
}

extension Int16: PostgresArrayElement {
    /// The type `smallint[]`.
    public static var postgresArrayType: PostgresType { .int2Array }
}

extension Int32: PostgresArrayElement {
    /// The type `integer[]`.
    public static var postgresArrayType: PostgresType { .int4Array }
}

extension Int64: PostgresArrayElement {
    /// The type `bigint[]`.
    public static var postgresArrayType: PostgresType { .int8Array }
}

extension Int: PostgresArrayElement {
    /// The type `bigint[]`.
    public static var postgresArrayType: PostgresType { .int8Array }
}

extension Double: PostgresArrayElement {
    /// The type `double precision[]`.
    public static var postgresArrayType: PostgresType { .float8Array }
}

extension String: PostgresArrayElement {
    /// The type `text[]`.
    public static var postgresArrayType: PostgresType { .textArray }
}

extension JSONB: PostgresArrayElement {
    /// The type `jsonb[]`.
    public static var postgresArrayType: PostgresType { .jsonbArray }
}
