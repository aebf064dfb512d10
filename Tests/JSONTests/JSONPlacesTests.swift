import JSON
import Testing

@Suite("Finding the members of an object in its bytes")
struct JSONPlacesTests {
    private func values(_ text: String, _ names: String...) -> [String]? {
        let bytes = Array(text.utf8)
        return JSON.places(of: names.map { Array($0.utf8) }, in: bytes.span, at: bytes.indices)?.map {
            String(decoding: bytes[$0], as: UTF8.self)
        }
    }

    @Test func `finds values of every kind in any order`() {
        let text = #"{"a":1,"b":"x\"},","c":[{"a":2},"]"],"d":{"e":{}},"f":null}"#
        #expect(values(text, "a", "b", "c", "d", "f") == ["1", #""x\"},""#, #"[{"a":2},"]"]"#, #"{"e":{}}"#, "null"])
        #expect(values(text, "f", "z", "a") == ["null", "", "1"])
    }

    @Test func `finds nothing in an empty object`() {
        #expect(values("{}", "a") == [""])
    }

    @Test(arguments: [
        "", "{", "[]", "{}x", #"{"a"}"#, #"{"a":}"#, #"{"a":1"#, #"{"a":1,}"#, #"{"a":1}}"#, #"{"a":"x}"#, #"{"a":[1}"#,
        #"{"a" :1}"#, #"{"a":1]"#, "{\"a\":\"\\",
    ])
    func `refuses what is no object`(_ text: String) {
        #expect(values(text, "a") == nil)
    }
}
