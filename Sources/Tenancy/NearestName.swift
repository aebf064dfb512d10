/// Finds what a mistyped name may have meant.
public enum NearestName {
    /// The name that differs least from a mistyped one, whatever the case.
    ///
    /// - Parameters:
    ///   - text: The mistyped name; nothing is looked for if it is longer than 64 bytes.
    ///   - names: The names there are.
    /// - Returns: The first of the nearest names, or `nil` if none is near.
    public static func of(_ text: String, among names: some Sequence<String>) -> String? {
        let typed = text.lowercased()
        guard (1...64).contains(typed.utf8.count) else { return nil }
        let allowance = max(1, typed.utf8.count / 3)
        var best: (name: String, distance: Int)?
        for name in names {
            let distance = distance(Array(typed.utf8), Array(name.lowercased().utf8))
            if distance <= allowance, distance < best?.distance ?? .max {
                best = (name, distance)
            }
        }
        return best?.name
    }

    /// A sentence part that proposes the nearest name, empty if none is near.
    ///
    /// - Parameters:
    ///   - text: The mistyped name.
    ///   - names: The names there are.
    /// - Returns: Text such as `; did you mean ...?` with the name in backticks.
    public static func hint(_ text: String, among names: some Sequence<String>) -> String {
        of(text, among: names).map { "; did you mean `\($0)`?" } ?? ""
    }

    /// The number of bytes to insert, remove, replace or swap with their neighbour to make one name of another.
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            for column in second.indices {
                let replaced = previous[column] + (first[row] == second[column] ? 0 : 1)
                var least = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    least = min(least, beforePrevious[column - 1] + 1)
                }
                current.append(least)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[second.count]
    }
}
