import JSON

/// Numbers that are the same in every run with one seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension JSON {
    static func random(depth: Int, using random: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .integer(.random(in: -100...100, using: &random))
        case 3: .integer(.random(in: .min ... .max, using: &random))
        case 4: .number(finiteDouble(using: &random))
        case 5, 6: .string(text(using: &random))
        case 7, 8:
            .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in .random(depth: depth - 1, using: &random) })
        default: .object(object(depth: depth, using: &random))
        }
    }

    private static func finiteDouble(using random: inout SeededGenerator) -> Double {
        let value = Double(bitPattern: random.next())
        return value.isFinite ? value : 0.5
    }

    private static func object(depth: Int, using random: inout SeededGenerator) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<(Int.random(in: 0..<20, using: &random) == 0 ? 40 : Int.random(in: 0..<5, using: &random)) {
            object[text(using: &random)] = .random(depth: depth - 1, using: &random)
        }
        return object
    }

    private static func text(using random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<6, using: &random) {
            let pieces: [Unicode.Scalar] = [
                "a", "b", "~", "/", "\"", "\\", "\n", "é", "\u{301}", "\u{212A}", "😀", "\u{FFFF}",
            ]
            text.unicodeScalars.append(pieces.randomElement(using: &random) ?? "z")
        }
        return text
    }
}
