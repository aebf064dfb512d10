/// Names a timer, so that it can be cancelled.
public struct TimerToken: Hashable, Sendable {
    let number: UInt64
}

/// Timers by the time they are due: a binary heap whose cancelled entries are dropped when they come up.
struct TimerQueue {
    private struct Entry {
        var due: ContinuousClock.Instant
        var number: UInt64

        func isBefore(_ other: Entry) -> Bool {
            due == other.due ? number < other.number : due < other.due
        }
    }

    private var heap: [Entry] = []
    private var bodies: [UInt64: () -> Void] = [:]
    private var last: UInt64 = 0

    /// How many timers wait.
    var count: Int { bodies.count }

    /// When the next timer is due.
    var next: ContinuousClock.Instant? {
        mutating get {
            while let first = heap.first, bodies[first.number] == nil {
                removeFirst()
            }
            return heap.first?.due
        }
    }

    mutating func add(due: ContinuousClock.Instant, _ body: @escaping () -> Void) -> TimerToken {
        last += 1
        bodies[last] = body
        heap.append(Entry(due: due, number: last))
        var child = heap.count - 1
        while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
        return TimerToken(number: last)
    }

    mutating func cancel(_ token: TimerToken) {
        bodies[token.number] = nil
        // Cancelled entries are dropped early once they outnumber the others, lest a far deadline keep them for ever.
        guard heap.count > 64, heap.count > bodies.count * 2 else { return }
        heap = heap.filter { bodies[$0.number] != nil }.sorted { $0.isBefore($1) }
    }

    /// The body of the first timer that is due, if any; it is no longer in the queue.
    mutating func takeDue(at now: ContinuousClock.Instant) -> (() -> Void)? {
        guard let due = next, due <= now, let first = heap.first else { return nil }
        removeFirst()
        return bodies.removeValue(forKey: first.number)
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].isBefore(heap[least])
            {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
