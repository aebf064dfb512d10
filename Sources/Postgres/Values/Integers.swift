extension FixedWidthInteger {
    /// The bytes from the most significant one on.
    func networkBytes() -> [UInt8] {
        stride(from: Self.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> Self($0)) }
    }

    /// Reads bytes from the most significant one on; the caller has checked that there are enough.
    init(network bytes: Span<UInt8>, at offset: Int = 0) {
        var value: Self = 0
        for index in offset..<(offset + Self.bitWidth / 8) {
            value = (value << 8) | Self(truncatingIfNeeded: bytes[index])
        }
        self = value
    }
}

extension PostgresDecodable where Self: FixedWidthInteger {
    /// Reads any of the integer types that always fit.
    static func decodeInteger(
        _ bytes: Span<UInt8>,
        as type: PostgresType,
        from types: [PostgresType]
    ) throws(PostgresValueError) -> Self {
        try require(type, in: types)
        switch type {
        case .int2:
            try require(bytes, count: 2, of: type)
            return Self(Int16(network: bytes))
        case .int4:
            try require(bytes, count: 4, of: type)
            return Self(Int32(network: bytes))
        default:
            try require(bytes, count: 8, of: type)
            return Self(Int64(network: bytes))
        }
    }
}

extension Int16: PostgresCodable {
    /// The type `smallint`.
    public static var postgresType: PostgresType { .int2 }

    /// Two bytes.
    public func postgresBytes() -> [UInt8]? { networkBytes() }

    /// Reads a `smallint`.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Int16 {
        try decodeInteger(bytes, as: type, from: [.int2])
    }
}

extension Int32: PostgresCodable {
    /// The type `integer`.
    public static var postgresType: PostgresType { .int4 }

    /// Four bytes.
    public func postgresBytes() -> [UInt8]? { networkBytes() }

    /// Reads an `integer` or a `smallint`.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Int32 {
        try decodeInteger(bytes, as: type, from: [.int4, .int2])
    }
}

extension Int64: PostgresCodable {
    /// The type `bigint`.
    public static var postgresType: PostgresType { .int8 }

    /// Eight bytes.
    public func postgresBytes() -> [UInt8]? { networkBytes() }

    /// Reads a `bigint`, an `integer` or a `smallint`.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Int64 {
        try decodeInteger(bytes, as: type, from: [.int8, .int4, .int2])
    }
}

extension Int: PostgresCodable {
    /// The type `bigint`.
    public static var postgresType: PostgresType { .int8 }

    /// Eight bytes.
    public func postgresBytes() -> [UInt8]? { networkBytes() }

    /// Reads a `bigint`, an `integer` or a `smallint`.
    public static func decode(_ bytes: Span<UInt8>, as type: PostgresType) throws(PostgresValueError) -> Int {
        try decodeInteger(bytes, as: type, from: [.int8, .int4, .int2])
    }
}
