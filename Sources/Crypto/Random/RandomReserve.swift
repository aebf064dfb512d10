import Synchronization

/// Random numbers for identifiers, drawn from the generator many at a time: a call of it costs more than all else of an identifier.
///
/// Not for keys and tokens: numbers that are still to be handed out stand in memory.
struct RandomReserve {
    static let shared = Mutex(RandomReserve())
    private static let size = 512

    private var numbers: [UInt64] = []

    /// Two numbers that nobody else gets.
    mutating func pair() -> (UInt64, UInt64) {
        if numbers.count < 2 {
            refill()
        }
        return (numbers.removeLast(), numbers.removeLast())
    }

    private mutating func refill() {
        let bytes = Random.bytes(Self.size * 8)
        numbers.removeAll(keepingCapacity: true)
        for start in stride(from: 0, to: bytes.count, by: 8) {
            numbers.append(bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) })
        }
    }
}
