/// Something that runs as long as the process does, or as long as its group.
public protocol Service: Sendable {
    /// What the service is called in logs.
    var name: String { get }

    /// Runs until the task is cancelled, then hands back what it holds and returns.
    ///
    /// - Throws: What ended the service before it was cancelled. A `CancellationError` after that is not an error.
    func run() async throws
}

extension Service {
    /// The name of the type.
    public var name: String { "\(Self.self)" }
}
