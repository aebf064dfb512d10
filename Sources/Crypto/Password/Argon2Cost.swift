/// How much work one password hash is.
public struct Argon2Cost: Hashable, Sendable {
    /// The memory in KiB, at least eight for each lane.
    public var memory: UInt32
    /// How many times the memory is gone over.
    public var passes: UInt32
    /// How many lanes the memory is divided into; they are computed one after the other.
    public var lanes: UInt32

    /// Sets a cost.
    ///
    /// - Parameters:
    ///   - memory: The memory in KiB.
    ///   - passes: How many times the memory is gone over.
    ///   - lanes: How many lanes the memory is divided into.
    public init(memory: UInt32, passes: UInt32, lanes: UInt32) {
        self.memory = memory
        self.passes = passes
        self.lanes = lanes
    }

    /// 46 MiB, one pass, one lane: what new passwords are hashed with.
    public static let standard = Argon2Cost(memory: 46 * 1024, passes: 1, lanes: 1)

    /// 64 MiB, three passes, four lanes: the most that a stored hash may ask for.
    public static let ceiling = Argon2Cost(memory: 64 * 1024, passes: 3, lanes: 4)

    /// Whether the algorithm is defined for this cost.
    var isPossible: Bool {
        passes >= 1 && 1...64 ~= lanes && memory >= 8 * lanes
    }

    /// Whether no part is more than that of another cost.
    func isWithin(_ ceiling: Argon2Cost) -> Bool {
        memory <= ceiling.memory && passes <= ceiling.passes && lanes <= ceiling.lanes
    }
}
