/// The identifier of a type in the server's catalogue.
///
/// The built-in types have the same identifiers in every server.
public struct PostgresType: RawRepresentable, Hashable, Sendable {
    /// The object identifier.
    public let rawValue: UInt32

    /// Makes a type from its object identifier.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
}

extension PostgresType {
    /// The type `bool`.
    public static let bool = PostgresType(rawValue: 16)
    /// The type `bytea`.
    public static let bytea = PostgresType(rawValue: 17)
    /// The type `"char"`, one byte.
    public static let char = PostgresType(rawValue: 18)
    /// The type `name`.
    public static let name = PostgresType(rawValue: 19)
    /// The type `bigint`.
    public static let int8 = PostgresType(rawValue: 20)
    /// The type `smallint`.
    public static let int2 = PostgresType(rawValue: 21)
    /// The type `integer`.
    public static let int4 = PostgresType(rawValue: 23)
    /// The type `text`.
    public static let text = PostgresType(rawValue: 25)
    /// The type `json`.
    public static let json = PostgresType(rawValue: 114)
    /// The type `real`.
    public static let float4 = PostgresType(rawValue: 700)
    /// The type `double precision`.
    public static let float8 = PostgresType(rawValue: 701)
    /// The type `unknown`.
    public static let unknown = PostgresType(rawValue: 705)
    /// The type `character`.
    public static let bpchar = PostgresType(rawValue: 1042)
    /// The type `character varying`.
    public static let varchar = PostgresType(rawValue: 1043)
    /// The type `timestamp with time zone`.
    public static let timestamptz = PostgresType(rawValue: 1184)
    /// The type `uuid`.
    public static let uuid = PostgresType(rawValue: 2950)
    /// The type `jsonb`.
    public static let jsonb = PostgresType(rawValue: 3802)
    /// Arrays of `bool`.
    public static let boolArray = PostgresType(rawValue: 1000)
    /// Arrays of `bytea`.
    public static let byteaArray = PostgresType(rawValue: 1001)
    /// Arrays of `name`.
    public static let nameArray = PostgresType(rawValue: 1003)
    /// Arrays of `smallint`.
    public static let int2Array = PostgresType(rawValue: 1005)
    /// Arrays of `integer`.
    public static let int4Array = PostgresType(rawValue: 1007)
    /// Arrays of `text`.
    public static let textArray = PostgresType(rawValue: 1009)
    /// Arrays of `character varying`.
    public static let varcharArray = PostgresType(rawValue: 1015)
    /// Arrays of `bigint`.
    public static let int8Array = PostgresType(rawValue: 1016)
    /// Arrays of `double precision`.
    public static let float8Array = PostgresType(rawValue: 1022)
    /// Arrays of `timestamp with time zone`.
    public static let timestamptzArray = PostgresType(rawValue: 1185)
    /// Arrays of `uuid`.
    public static let uuidArray = PostgresType(rawValue: 2951)
    /// Arrays of `jsonb`.
    public static let jsonbArray = PostgresType(rawValue: 3807)
}

extension PostgresType: CustomStringConvertible {
    /// The SQL name of the common types, else the identifier.
    public var description: String { Self.names[self] ?? "type \(rawValue)" }

    private static let names: [PostgresType: String] = [
        .bool: "bool", .bytea: "bytea", .char: "\"char\"", .name: "name", .int8: "bigint", .int2: "smallint",
        .int4: "integer", .text: "text", .json: "json", .float4: "real", .float8: "double precision",
        .unknown: "unknown", .bpchar: "character", .varchar: "character varying", .timestamptz: "timestamptz",
        .uuid: "uuid", .jsonb: "jsonb", .boolArray: "bool[]", .byteaArray: "bytea[]", .nameArray: "name[]",
        .int2Array: "smallint[]", .int4Array: "integer[]", .textArray: "text[]",
        .varcharArray: "character varying[]", .int8Array: "bigint[]", .float8Array: "double precision[]",
        .timestamptzArray: "timestamptz[]", .uuidArray: "uuid[]", .jsonbArray: "jsonb[]",
    ]
}
