/// What a running job asks of the control plane.
public protocol JobHost: Sendable {
    /// The value of a secret that the job's execution may read.
    ///
    /// - Parameters:
    ///   - name: The secret's key.
    ///   - namespace: The namespace it is looked for in; `nil` for that of the flow.
    ///   - job: Which job asks.
    /// - Returns: The value.
    /// - Throws: `JobHostError` with a sentence that tells nothing secret.
    func secret(_ name: String, namespace: String?, for job: JobKey) async throws(JobHostError) -> String
}

/// Why the control plane does not give what a job asks for.
public struct JobHostError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of refusal it is.
    public enum Kind: String, Sendable {
        /// There is no such thing, or none that the job may know of.
        case missing
        /// The job is not one that runs now.
        case unknownJob
        /// The control plane cannot answer now; another attempt may succeed.
        case unavailable
    }

    /// What kind of refusal it is.
    public let kind: Kind

    /// What people are told.
    public let reason: String

    /// Makes a refusal.
    ///
    /// - Parameters:
    ///   - kind: What kind of refusal it is.
    ///   - reason: What people are told.
    public init(_ kind: Kind, _ reason: String) {
        (self.kind, self.reason) = (kind, reason)
    }

    /// What people are told.
    public var description: String { reason }
}
