public import Flows

/// What an execution asks of the slots of its flow.
public struct SlotRequest: Sendable, Equatable {
    /// What is asked.
    public enum Wish: Sendable, Equatable {
        /// A slot, now.
        case request(token: Int32)
        /// A slot, as soon as there is one.
        case enqueue(token: Int32)
        /// To wait no more.
        case dequeue
        /// To give back the slot.
        case release
    }

    /// The execution.
    public var execution: ExecutionID

    /// The flow.
    public var flow: FlowAddress

    /// How many of the flow's executions may run at once.
    public var limit: Int64

    /// What is asked.
    public var wish: Wish

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - execution: The execution.
    ///   - flow: The flow.
    ///   - limit: How many of the flow's executions may run at once.
    ///   - wish: What is asked.
    public init(_ execution: ExecutionID, of flow: FlowAddress, limit: Int64, _ wish: Wish) {
        (self.execution, self.flow, self.limit, self.wish) = (execution, flow, limit, wish)
    }
}

/// What became of wishes for slots.
public struct SlotResponse: Sendable, Equatable {
    /// An execution, and which of its wishes is meant.
    public struct Wish: Sendable, Hashable {
        /// The execution.
        public var execution: ExecutionID

        /// The token of the wish.
        public var token: Int32
    }

    /// Those that have a slot now: some asked just now, others waited, and may be of any shard.
    public var granted: [Wish] = []

    /// Those that asked for a slot at once, and there was none.
    public var refused: [Wish] = []
}
