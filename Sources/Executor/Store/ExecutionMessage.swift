public import Access
public import JSON
public import Tenancy

/// Something that waits for the executor of an execution to deal with it.
public struct ExecutionMessage: Sendable, Equatable {
    /// Identifies a message; those of one process rise in the order in which they were posted.
    public typealias ID = Identifier<ExecutionMessage>

    /// What it says.
    public enum Content: Sendable, Equatable {
        /// The execution is begun.
        case begin
        /// Somebody asked for something; values may come with it, as for a pause that is resumed.
        case command(ExecutionCommand, by: Account.ID? = nil, values: JSONObject? = nil)
        /// An execution that was asked for has been made.
        case childStarted(ChildReference)
        /// An execution that was asked for cannot be made.
        case childRefused(ChildReference, String)
        /// An execution that was asked for has ended.
        case childEnded(ChildReference, RunState)
        /// An execution that was asked for has been replaced by another.
        case childReplaced(ChildReference, by: ExecutionID)
        /// The execution is restarted for one that asked for it before.
        case restart(for: ExecutionParent)
        /// An answer to a wish for a slot.
        case slot(SlotAnswer, token: Int32)
        /// The execution is removed.
        case delete(withLogs: Bool)
    }

    /// Which message it is.
    public var id: ID

    /// The execution that it is for.
    public var execution: ExecutionID

    /// What it says.
    public var content: Content
}

/// An instant that an execution waits for.
public struct ExecutionTimer: Sendable, Hashable {
    /// The execution.
    public var execution: ExecutionID

    /// What it waits for.
    public var timer: TimerID

    /// When it is due, in milliseconds since 1970.
    public var dueAt: Int64
}
