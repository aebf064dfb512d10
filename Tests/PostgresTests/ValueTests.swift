import Daemon
import Testbed
import Testing

@testable import Postgres

@Suite("Values in binary form")
struct ValueTests {
    private func check<Value: PostgresCodable & Equatable>(_ value: Value, _ bytes: [UInt8]?) throws {
        #expect(try value.postgresBytes() == bytes)
        guard let bytes else { return }
        #expect(try read(Value.self, bytes, as: Value.postgresType) == value)
    }

    @Test func `have the bytes that the server expects`() throws {
        try check(true, [1])
        try check(Int16(-2), [0xff, 0xfe])
        try check(Int32(258), [0, 0, 1, 2])
        try check(Int64.min, [0x80, 0, 0, 0, 0, 0, 0, 0])
        try check(1, [0, 0, 0, 0, 0, 0, 0, 1])
        try check(1.0, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0])
        try check("é", [0xc3, 0xa9])
        try check([UInt8](), [])
        try check([UInt8]([0, 255]), [0, 255])
        try check(JSONB(Array("{}".utf8)), [1, 0x7b, 0x7d])
        try check(Instant(microseconds: 946_684_800_000_001), [0, 0, 0, 0, 0, 0, 0, 1])
        try check(String?.none, nil)
        try check([Int](), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20])
        try check(
            [Int16(7)],
            [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 21, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 7]
        )
        try check(
            ["a", nil],
            [
                0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 25, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 97, 0xff, 0xff, 0xff, 0xff,
            ]
        )
        try check(
            [[UInt8]([1]), []],
            [
                0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0,
            ]
        )
    }

    @Test func `of smaller integers are read as larger ones, never the other way`() throws {
        #expect(try read(Int.self, [0xff, 0xff], as: .int2) == -1)
        #expect(try read(Int64.self, [0, 0, 0, 9], as: .int4) == 9)
        #expect(throws: PostgresValueError("has type bigint, expected integer or smallint")) {
            try read(Int32.self, [0, 0, 0, 0, 0, 0, 0, 9], as: .int8)
        }
    }

    @Test func `of another type or length are refused`() {
        #expect(throws: PostgresValueError("has type text, expected bool")) { try read(Bool.self, [1], as: .text) }
        #expect(throws: PostgresValueError("holds 2 bytes, expected 1 for bool")) {
            try read(Bool.self, [1, 1], as: .bool)
        }
        #expect(throws: PostgresValueError("holds the byte 2, expected 0 or 1 for bool")) {
            try read(Bool.self, [2], as: .bool)
        }
        #expect(throws: PostgresValueError("holds bytes that are not UTF-8")) {
            try read(String.self, [0xff], as: .text)
        }
        #expect(throws: PostgresValueError("holds a form of jsonb that is not version 1")) {
            try read(JSONB.self, [2, 0x7b, 0x7d], as: .jsonb)
        }
        #expect(throws: PostgresValueError("holds an instant that is infinite")) {
            try read(Instant.self, [0x7f, 255, 255, 255, 255, 255, 255, 255], as: .timestamptz)
        }
        #expect(throws: PostgresValueError("holds an array with a null in it")) {
            try read([String].self, try #require(try ["a", nil].postgresBytes()), as: .textArray)
        }
        #expect(throws: PostgresValueError.self) { try "a\u{0}".postgresBytes() }
    }

    @Test func `do no harm when they are damaged`() throws {
        let sound: [[UInt8]] = [
            try #require(try ["one", nil, "three"].postgresBytes()), try #require(try [1, 2, 3].postgresBytes()),
            try #require(try Instant(microseconds: 5).postgresBytes()), try #require(try "text".postgresBytes()),
        ]
        let types: [PostgresType] = [.textArray, .int8Array, .timestamptz, .text, .bool, .jsonb, .uuid, .float8]
        var random = Numbers(state: 42)
        for _ in 0..<20000 {
            var bytes = sound[Int(random.next() % UInt64(sound.count))]
            for _ in 0..<(random.next() % 4) where !bytes.isEmpty {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            bytes = Array(bytes.prefix(Int(random.next() % UInt64(bytes.count + 1))))
            for type in types {
                _ = try? [String?].decode(bytes.span, as: type)
                _ = try? [Int].decode(bytes.span, as: type)
                _ = try? [Instant].decode(bytes.span, as: type)
                _ = try? [[UInt8]].decode(bytes.span, as: type)
                _ = try? String?.decode(bytes.span, as: type)
                _ = try? Double.decode(bytes.span, as: type)
                _ = try? JSONB.decode(bytes.span, as: type)
                _ = try? Bool.decode(bytes.span, as: type)
            }
        }
        // A count that claims more than there is must not be believed.
        let claim: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0x7f, 255, 255, 255, 0, 0, 0, 1]
        #expect(throws: PostgresValueError("holds an array whose lengths do not add up")) {
            try read([Int].self, claim, as: .int8Array)
        }
    }
}

private func read<Value: PostgresDecodable>(
    _ type: Value.Type,
    _ bytes: [UInt8],
    as column: PostgresType
) throws(PostgresValueError) -> Value {
    try Value.decode(bytes.span, as: column)
}

/// The same numbers in every run.
struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

private enum Color: String, PostgresCodable { case red, blue }

@Suite("Values on their way to the server and back", .emptyDatabase)
struct RoundTripTests {
    @Test func `are the same`() async throws {
        let database = try #require(DatabaseTrait.current)
        let now = Instant(microseconds: 1_795_000_000_123_456)
        try await database.transaction { tx in
            let row = try await tx.query(
                """
                select \(true), \(Int16(-3)), \(Int32(70000)), \(Int.min), \(2.5), \("ü'\\"), \([UInt8]([0, 1, 255])), \(now),
                  \(JSONB(Array(#"{"a": [1, null]}"#.utf8))), \(["a", "", "ß"]), \([1, 2]), \([now]), \(Color.blue),
                  \(String?.none), \([Int]())
                """
            )[0]
            let values = try row.values(
                Bool.self,
                Int16.self,
                Int32.self,
                Int.self,
                Double.self,
                String.self,
                [UInt8].self,
                Instant.self,
                JSONB.self,
                [String].self,
                [Int].self,
                [Instant].self,
                Color.self,
                String?.self,
                [Int].self
            )
            #expect(values.0 && values.1 == -3 && values.2 == 70000 && values.3 == .min && values.4 == 2.5)
            #expect(values.5 == "ü'\\" && values.6 == [0, 1, 255] && values.7 == now)
            #expect(String(decoding: values.8.bytes, as: UTF8.self) == #"{"a": [1, null]}"#)
            #expect(values.9 == ["a", "", "ß"] && values.10 == [1, 2] && values.11 == [now] && values.12 == .blue)
            #expect(values.13 == nil && values.14 == [])
        }
    }

    @Test func `are refused where a row holds something else`() async throws {
        let database = try #require(DatabaseTrait.current)
        let row = try await database.transaction { tx in
            try await tx.query("select null::text as nothing, 'green' as color, 1::bigint as number")[0]
        }
        #expect(throws: DatabaseError.decoding(column: "nothing", reason: "is null")) {
            try row.decode("nothing", as: String.self)
        }
        #expect(throws: DatabaseError.decoding(column: "absent", reason: "is not in the result")) {
            try row.decode("absent", as: String.self)
        }
        #expect(throws: DatabaseError.decoding(column: "9", reason: "is not one of the 3 columns")) {
            try row.decode(9, as: String.self)
        }
        #expect(throws: DatabaseError.decoding(column: "number", reason: "has type bigint, expected bool")) {
            try row.decode("number", as: Bool.self)
        }
        #expect(throws: DatabaseError.self) { try row.decode("color", as: Color.self) }
        #expect(throws: DatabaseError.decoding(column: "*", reason: "are 3 columns, expected 1")) {
            _ = try row.values(String?.self)
        }
    }
}
