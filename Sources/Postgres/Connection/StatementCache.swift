/// Which statements are prepared on a connection, the least recently used given up first.
struct StatementCache {
    /// What makes two statements the same: the text and the parameters' types.
    struct Key: Hashable {
        var text: String
        var types: [PostgresType]
    }

    /// What has to be sent for a statement to be prepared.
    enum Lookup: Equatable {
        /// It is prepared under this name.
        case prepared(String)
        /// Prepare it under this name, after giving up another one.
        case missing(String, evicting: String?)
    }

    private struct Entry {
        var name: String
        var used: UInt64
    }

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0
    private var made = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// How many statements are prepared.
    var count: Int { entries.count }

    /// Finds a statement, or takes it in.
    mutating func lookup(_ key: Key) -> Lookup {
        clock += 1
        if let entry = entries[key] {
            entries[key]?.used = clock
            return .prepared(entry.name)
        }
        var evicted: String?
        if entries.count >= capacity, let oldest = entries.min(by: { $0.value.used < $1.value.used }) {
            entries[oldest.key] = nil
            evicted = oldest.value.name
        }
        made += 1
        let name = "s\(made)"
        entries[key] = Entry(name: name, used: clock)
        return .missing(name, evicting: evicted)
    }

    /// Forgets a statement that turned out not to be prepared, or not to be usable.
    ///
    /// The next one of this text gets a new name, so that one still known to the server is no obstacle.
    mutating func forget(_ key: Key) { entries[key] = nil }

    /// Forgets everything, as after `deallocate all`.
    mutating func removeAll() { entries.removeAll() }
}
