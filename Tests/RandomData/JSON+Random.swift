public import JSON

extension JSON {
    /// Characters that are easily got wrong, each of which every format can hold.
    public static let tellingScalars: [Unicode.Scalar] = [
        "a", "b", "~", "/", "\"", "\\", "\n", "é", "\u{301}", "\u{212A}", "😀", "\u{FFFF}",
    ]

    /// Makes a value.
    ///
    /// - Parameters:
    ///   - depth: How deep lists and maps are nested at most.
    ///   - random: Where numbers come from.
    ///   - scalars: The characters of texts and names.
    /// - Returns: The value.
    public static func random(
        depth: Int,
        using random: inout SeededGenerator,
        scalars: [Unicode.Scalar] = tellingScalars
    ) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .integer(.random(in: -100...100, using: &random))
        case 3: .integer(.random(in: .min ... .max, using: &random))
        case 4: .number(finiteDouble(using: &random))
        case 5, 6: .string(text(of: scalars, using: &random))
        case 7, 8:
            .array(
                (0..<Int.random(in: 0..<5, using: &random)).map { _ in
                    .random(depth: depth - 1, using: &random, scalars: scalars)
                }
            )
        default: .object(object(depth: depth, of: scalars, using: &random))
        }
    }

    private static func finiteDouble(using random: inout SeededGenerator) -> Double {
        let value = Double(bitPattern: random.next())
        return value.isFinite ? value : 0.5
    }

    private static func object(
        depth: Int,
        of scalars: [Unicode.Scalar],
        using random: inout SeededGenerator
    ) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<(Int.random(in: 0..<20, using: &random) == 0 ? 40 : Int.random(in: 0..<5, using: &random)) {
            object[text(of: scalars, using: &random)] = .random(depth: depth - 1, using: &random, scalars: scalars)
        }
        return object
    }

    private static func text(of scalars: [Unicode.Scalar], using random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<6, using: &random) {
            text.unicodeScalars.append(scalars.randomElement(using: &random) ?? "z")
        }
        return text
    }
}
