/// An operation that is open to all, and finds out for itself whom it serves: the set-up, a sign-in, a status.
public protocol OpenOperation: Operation {
    /// Answers a call.
    func answer(for call: Call, through gate: Gate) async throws -> Output
}

extension OpenOperation {
    /// The instance: an open operation has no tenant.
    public static var scope: Scope { .instance }
}
