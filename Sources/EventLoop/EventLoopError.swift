/// Why the system refused something to an event loop.
public enum EventLoopError: Error, Equatable, Sendable {
    /// A call to the system failed; the code is its `errno`.
    case system(call: String, code: Int32)
}
