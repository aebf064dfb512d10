/// Bytes waiting to be sent, in the arrays they came in.
struct OutputQueue {
    private var pieces: [[UInt8]] = []
    private var first = 0
    private var offset = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Adds bytes, without those before an index, which were sent already.
    mutating func append(_ bytes: [UInt8], from start: Int = 0) {
        guard start < bytes.count else { return }
        if isEmpty { offset = start }
        if !isEmpty, start > 0 {
            pieces.append(Array(bytes[start...]))
        } else {
            pieces.append(bytes)
        }
        count += bytes.count - start
    }

    /// The next piece and where in it to begin, or nil.
    var next: (bytes: [UInt8], start: Int)? {
        first < pieces.count ? (pieces[first], offset) : nil
    }

    /// Drops bytes of the next piece.
    mutating func drop(_ sent: Int) {
        guard first < pieces.count else { return }
        count -= sent
        offset += sent
        guard offset >= pieces[first].count else { return }
        pieces[first] = []
        first += 1
        offset = 0
        if first == pieces.count {
            pieces = []
            first = 0
        } else if first > 64 {
            pieces.removeFirst(first)
            first = 0
        }
    }

    /// Drops everything.
    mutating func removeAll() {
        self = OutputQueue()
    }
}
