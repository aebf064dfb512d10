/// Finds the key that a mistyped one may have meant.
enum NearestKey {
    static func of(_ typed: String, among keys: some Sequence<String>) -> String? {
        let bytes = Array(typed.utf8)
        guard bytes.count <= 100 else { return nil }
        var best: (key: String, distance: Int)?
        for key in keys {
            let distance = distance(bytes, Array(key.utf8))
            if distance <= max(1, bytes.count / 4), distance < best?.distance ?? .max { best = (key, distance) }
        }
        return best?.key
    }

    /// How many bytes are to be inserted, removed or replaced to make one name of another.
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var previous = Array(0...second.count)
        for (row, byte) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                current.append(
                    min(previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                )
            }
            previous = current
        }
        return previous[second.count]
    }
}
