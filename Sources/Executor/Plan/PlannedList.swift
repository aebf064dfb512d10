/// Tasks that are run for one parent, and in which order.
public struct PlannedList: Sendable, Equatable {
    /// In which order tasks are run.
    public enum Order: Sendable, Equatable {
        /// One after the other, up to the first failure.
        case sequential
        /// At once, so many at a time at most; 0 is any number.
        case parallel(limit: Int32)
        /// Each once those it depends on have succeeded, so many at a time at most; 0 is any number.
        case graph(limit: Int32, PlannedGraph)
    }

    /// The tasks by number.
    public var tasks: [Int32]

    /// The order.
    public var order: Order
}

/// Which tasks of a list wait for which, by their positions in the list.
public struct PlannedGraph: Sendable, Equatable {
    /// How many tasks each waits for.
    public var waiting: [Int32]

    /// The tasks that wait for each.
    public var dependents: [[Int32]]
}
