import Synchronization

/// All series of one name, told apart by their labels' values.
final class Family<Member: Sendable>: Sendable {
    /// What stands for each label of the series that would be one too many.
    static var overflow: String { "other" }

    let labels: [String]
    private let limit: Int
    private let make: @Sendable () -> Member
    private let members: Mutex<[[String]: Member]>
    /// The only series of a family without labels.
    private let single: Member?

    init(labels: [String], limit: Int, _ make: @escaping @Sendable () -> Member) {
        self.labels = labels
        self.limit = limit
        self.make = make
        single = labels.isEmpty ? make() : nil
        members = Mutex([:])
    }

    /// The series of some values; that of `other` once there are as many series as may be.
    subscript(values: [String]) -> Member {
        precondition(
            values.count == labels.count,
            "a metric was given \(values.count) labels instead of \(labels.count)"
        )
        if let single { return single }
        return members.withLock { members in
            if let member = members[values] { return member }
            let key = members.count < limit ? values : Array(repeating: Self.overflow, count: labels.count)
            if let member = members[key] { return member }
            let member = make()
            members[key] = member
            return member
        }
    }

    /// The series there are, in the order of their values.
    var all: [(values: [String], member: Member)] {
        if let single { return [([], single)] }
        return members.withLock { Array($0) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { ($0.key, $0.value) }
    }
}
