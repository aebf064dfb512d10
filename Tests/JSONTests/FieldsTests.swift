import JSON
import RandomData
import Testing

@Suite("Reading fields")
struct FieldsTests {
    private enum Color: String, CaseIterable {
        case red, green
    }

    private struct Address: Equatable {
        var city: String
        var zip: Int?

        init(city: String, zip: Int?) {
            (self.city, self.zip) = (city, zip)
        }

        init(reading fields: inout JSONFields) throws(FieldErrors) {
            let city = fields.required("city", .string)
            zip = fields.optional("zip", .integer)
            self.city = try fields.finish(city)
        }
    }

    private func problems<Value>(_ body: () throws(FieldErrors) -> Value) -> [String] {
        do throws(FieldErrors) {
            _ = try body()
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }

    @Test func `reads every kind of field`() throws {
        var fields = try JSONFields([
            "s": "x", "i": 3.0, "b": false, "d": 1.5, "c": "green", "l": ["a", "b"], "j": [nil], "n": nil,
            "a": ["city": "Bern", "zip": 3000], "m": ["k": 1], "id": "7",
        ])
        let string = fields.required("s", .string(length: 1...3))
        let integer = fields.required("i", .integer(1...9))
        let bool = fields.required("b", .bool)
        let number = fields.required("d", .number)
        let color = fields.required("c", FieldRule<Color>.oneOf)
        let list = fields.required("l", .list(of: .string, count: 1...2))
        let json = fields.required("j", .json)
        let nothing = fields.optional("n", .string)
        let missing = fields.optional("x", .integer, default: 9)
        let address = fields.required("a", .object(Address.init(reading:)))
        let map = fields.required("m", .map(of: .integer))
        let id = fields.required("id", .text("digits") { Int($0) }.map { $0 + 1 })
        let all = try fields.finish(string, integer, bool, number, color, list, json, address, map, id)
        #expect(all.0 == "x" && all.1 == 3 && !all.2 && all.3 == 1.5 && all.4 == .green)
        #expect(all.5 == ["a", "b"])
        #expect(all.6 == [nil])
        #expect(all.7 == Address(city: "Bern", zip: 3000))
        #expect(all.8.map(\.name) == ["k"])
        #expect(all.9 == 8)
        #expect(nothing == nil)
        #expect(missing == 9)
    }

    @Test func `collects every problem with its path`() {
        let body: JSON = [
            "s": 1, "e": "", "long": "äöüß", "i": 10, "half": 1.5, "text": "5", "c": "blue", "k": 3,
            "l": ["a", 2, nil],
            "many": [1, 2, 3], "few": [], "a": ["zip": "x", "u\u{A0}": 1], "as": [["city": "Bern"], ["city": 4], 5],
            "z": nil,
            "odd": 3, "uuid": "nope", "m": ["k": "x"], "self": 2,
        ]
        let address = FieldRule.object(Address.init(reading:))
        let found = problems { () throws(FieldErrors) in
            var fields = try JSONFields(body)
            _ = fields.required("s", .string)
            _ = fields.required("none", .string)
            _ = fields.required("z", .string)
            _ = fields.required("e", .string(length: 1...3))
            _ = fields.optional("long", .string(length: 1...3))
            _ = fields.required("i", .integer(0...9))
            _ = fields.required("half", .integer(0...Int.max))
            _ = fields.required("text", .integer)
            _ = fields.required("c", FieldRule<Color>.oneOf)
            _ = fields.optional("k", FieldRule<Color>.oneOf)
            _ = fields.required("l", .list(of: .string))
            _ = fields.required("many", .list(of: .integer, count: 0...2))
            _ = fields.required("few", .list(of: .integer, count: 1...2))
            _ = fields.required("a", address)
            _ = fields.required("as", .list(of: address))
            _ = fields.unlessAbsent("z", .bool)
            _ = fields.required("odd", FieldRule<Int>.integer.when("must be even") { $0 % 2 == 0 })
            _ = fields.required("uuid", .text("a UUID") { _ -> Int? in nil })
            _ = fields.required("m", .map(of: .integer))
            fields.refuse("self", "must differ from `s`")
            fields.refuse("", "is too odd")
            return try fields.finish()
        }
        #expect(
            found
                == [
                    "`s`: expected a string, found a number", "`none`: is required", "`z`: must not be null",
                    "`e`: must not be empty", "`long`: must have at most 3 characters, has 4",
                    "`i`: expected a whole number from 0 to 9, found 10",
                    "`half`: expected a whole number of at least 0, found 1.5",
                    "`text`: expected a whole number, found a string",
                    "`c`: expected one of `red`, `green`, found `blue`",
                    "`k`: expected one of `red`, `green`, found a number",
                    "`l[1]`: expected a string, found a number", "`l[2]`: expected a string, found null",
                    "`many`: must have at most 2 elements, has 3", "`few`: must have at least 1 elements, has 0",
                    "`a.city`: is required", "`a.zip`: expected a whole number, found a string",
                    "`a.u\u{A0}`: is not a known field", "`as[1].city`: expected a string, found a number",
                    "`as[2]`: expected an object, found a number", "`z`: must not be null", "`odd`: must be even",
                    "`uuid`: expected a UUID", "`m.k`: expected a whole number, found a string",
                    "`self`: must differ from `s`", "is too odd", "`self`: is not a known field",
                ]
        )
    }

    @Test func `tells absent, null and a value apart`() throws {
        var fields = try JSONFields(["null": nil, "value": "x"])
        let absent = fields.field("absent", .string)
        let null = fields.field("null", .string)
        let value = fields.field("value", .string)
        try fields.finish()
        #expect(absent == .absent && null == .null && value == .value("x"))
        #expect(absent.applied(to: "old") == "old" && null.applied(to: "old") == nil)
        #expect(value.applied(to: "old") == "x")
        #expect(!absent.isPresent && null.isPresent && value.isPresent)
    }

    @Test(arguments: [[], nil, 1, "x"] as [JSON]) func `refuses what is no object`(_ value: JSON) {
        #expect(
            problems { () throws(FieldErrors) in try JSONFields(value) } == ["expected an object, found \(value.kind)"]
        )
    }

    @Test func `refuses unknown fields unless they are allowed`() {
        let body: JSON = ["K": 1, "\u{212A}": 2, "ignored": 3]
        #expect(
            problems { () throws(FieldErrors) in
                var fields = try JSONFields(body, path: "root")
                _ = fields.required("K", .integer)
                fields.ignore("ignored")
                return try fields.finish()
            } == ["`root.\u{212A}`: is not a known field"]
        )
        #expect(problems { () throws(FieldErrors) in try JSONFields(body, allowUnknown: true).finish() } == [])
    }

    @Test func `ignores the case of names where asked to`() throws {
        var fields = try JSONFields(["USERname": "x", "Other": 1], ignoringCase: true)
        let name = fields.required("userName", .string)
        fields.ignore("other")
        #expect(try fields.finish(name) == "x")
        #expect(
            problems { () throws(FieldErrors) in try JSONFields(["a": 1, "A": 2], path: "p", ignoringCase: true) }
                == ["`p`: the name `A` occurs twice"]
        )
    }

    @Test func `bounds what it reports`() {
        var object = JSONObject()
        for index in 0..<5_000 { object["\(index)"] = 1 }
        let error = #expect(throws: FieldErrors.self) { try JSONFields(.object(object)).finish() }
        #expect(error?.errors.count == 100)
        #expect(error?.omitted == 4_900)
        #expect(error?.description.hasSuffix("; and 4900 more") == true)
        let long = String(repeating: "x", count: 10_000)
        let single = #expect(throws: FieldErrors.self) { try JSONFields([.init(stringLiteral: long): 1]).finish() }
        #expect((single?.description.count ?? 0) < 200)
    }

    @Test func `does not lose a required field that was never asked for`() {
        let error = #expect(throws: FieldErrors.self) {
            let fields = try JSONFields([:])
            return try fields.finish(String?.none)
        }
        #expect(error?.errors == [FieldError(field: "", message: "a required field is missing")])
    }

    @Test(arguments: 0..<200) func `never accepts what breaks a rule`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var object = JSONObject()
        for name in ["s", "i", "l", "o"] where Bool.random(using: &random) {
            object[name] = .random(depth: 2, using: &random)
        }
        var isValid = object["s"]?.string != nil
        isValid = isValid && (object["i"].map { $0.isNull || (-50...50).contains($0.integer ?? 99) } ?? true)
        isValid = isValid && (object["l"]?.array?.allSatisfy { $0.bool != nil } ?? (object["l"]?.isNull ?? true))
        isValid = isValid && object["o"] == nil
        let found = problems { () throws(FieldErrors) in
            var fields = try JSONFields(.object(object))
            let string = fields.required("s", .string)
            _ = fields.optional("i", .integer(-50...50))
            _ = fields.optional("l", .list(of: .bool))
            return try fields.finish(string)
        }
        #expect(found.isEmpty == isValid)
    }
}
