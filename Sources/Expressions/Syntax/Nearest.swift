/// Finds what a mistyped name may have meant.
enum Nearest {
    /// The name that differs least from a mistyped one, whatever the case; `nil` if none is near.
    static func name(to text: String, among names: some Sequence<String>) -> String? {
        let typed = Array(text.lowercased().utf8)
        guard (2...64).contains(typed.count) else { return nil }
        var best: (name: String, distance: Int)?
        for name in names.prefix(1000) where name.utf8.count <= 128 {
            let distance = distance(typed, Array(name.lowercased().utf8))
            if distance <= max(1, typed.count / 3), distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// How many bytes are to be inserted, removed, replaced or swapped with their neighbours.
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        guard abs(first.count - second.count) <= max(1, first.count / 3) else { return .max }
        var older: [Int] = []
        var old = Array(0...second.count)
        for row in first.indices {
            var new = [row + 1]
            for column in second.indices {
                var least = min(
                    old[column] + (first[row] == second[column] ? 0 : 1),
                    old[column + 1] + 1,
                    new[column] + 1
                )
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    least = min(least, older[column - 1] + 1)
                }
                new.append(least)
            }
            (older, old) = (old, new)
        }
        return old[second.count]
    }
}
