/// Why an audit record could not be made, stored or read.
public enum AuditError: Error, Sendable, Equatable {
    /// Stored bytes are no audit record; the reason names the field.
    case malformed(reason: String)
    /// Stored bytes are a record of a version that this release does not know.
    case unknownVersion(Int)
    /// The states of an object cannot be told from its records; the reason is for whoever asked.
    case unrebuildable(reason: String)
    /// Two records that were to be compared are not of the same object, or stand in the wrong order.
    case unrelated
}
