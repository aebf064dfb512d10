import JSON
import RandomData
import Testing

@Suite("Values and members of JSON")
struct ObjectTests {
    @Test func `keeps the order of its members through every change`() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["c"] = 3
        object["b"] = 4
        object["a"] = nil
        object["none"] = nil
        #expect(object.keys == ["b", "c"])
        #expect(object["b"] == 4)
        #expect(object["a"] == nil)
        object["n"] = .null
        #expect(object["n"] == JSON.null)
        let appended = object.append("n", 1)
        #expect(!appended)
        let updated: Bool? = object.update("n") { value in
            value = 5
            return true
        }
        #expect(updated == true)
        #expect(object["n"] == 5)
    }

    @Test(arguments: 0..<20) func `agrees with a dictionary, small or large`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var object = JSONObject()
        var model: [Int: Int64] = [:]
        for step in 0..<400 {
            let name = Int.random(in: 0..<(step < 200 ? 60 : 8), using: &random)
            if Int.random(in: 0..<3, using: &random) == 0 {
                object["n\(name)"] = nil
                model[name] = nil
            } else {
                object["n\(name)"] = .integer(Int64(step))
                model[name] = Int64(step)
            }
            if step % 97 == 0 {
                object.removeAll { $0.value.integer == 3 }
                model = model.filter { $0.value != 3 }
            }
            #expect(object.count == model.count)
            for name in 0..<60 { #expect(object["n\(name)"]?.integer == model[name]) }
        }
    }

    @Test func `equals another in any order, by value`() {
        #expect(["a": 1, "b": [2.0]] as JSON == ["b": [2], "a": 1.0])
        #expect(Set<JSON>([["a": 1, "b": 2], ["b": 2.0, "a": 1], ["a": 1]]).count == 2)
        #expect(["a": 1] as JSON != ["a": 1, "b": nil])
        #expect(["a": nil] as JSON != ["b": nil])
        #expect([1, 2] as JSON != [2, 1])
        #expect(JSON.integer(.max) != .number(0x1p63))
        #expect("K" as JSON != "\u{212A}")
        #expect("e\u{301}" as JSON != "\u{E9}")
    }

    @Test func `finds a member whatever the case of its name`() {
        let object: JSONObject = ["userName": 1, "É": 2, "username": 3]
        #expect(object.member(ignoringCase: "USERNAME")?.value == 1)
        #expect(object.member(ignoringCase: "username")?.value == 3)
        #expect(object.member(ignoringCase: "é") == nil)
        #expect(object.nameRepeatedIgnoringCase == "username")
        #expect((["a": 1, "b": 2] as JSONObject).nameRepeatedIgnoringCase == nil)
    }

    @Test func `gives each value as what it is`() {
        let value: JSON = ["s": "x", "i": 3, "d": 2.5, "w": 4.0, "b": true, "a": [10, 11], "n": nil]
        #expect(value["s"]?.string == "x")
        #expect(value["i"]?.integer == 3)
        #expect(value["i"]?.number == 3)
        #expect(value["d"]?.integer == nil)
        #expect(value["w"]?.integer == 4)
        #expect(value["b"]?.bool == true)
        #expect(value["a"]?[1] == 11)
        #expect(value["a"]?[2] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value["n"]?.isNull == true)
        #expect(value["x"] == nil)
        #expect(value["s"]?["x"] == nil)
        #expect(JSON(UInt64.max).number == 18_446_744_073_709_551_616)
        #expect(JSON(7) == .integer(7))
        #expect(JSON(String?.none) == .null)
        #expect(JSON(strings: ["a"]) == ["a"])
    }
}
