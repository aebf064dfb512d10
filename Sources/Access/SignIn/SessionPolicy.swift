/// How long sessions last.
public struct SessionPolicy: Sendable, Equatable {
    /// How long a session lasts without a request.
    public var idle: Duration
    /// How long a session lasts at most.
    public var longest: Duration

    /// Makes a policy.
    public init(idle: Duration = .seconds(3600), longest: Duration = .seconds(12 * 3600)) {
        self.idle = idle
        self.longest = longest
    }
}
