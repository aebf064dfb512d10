/// Why an audit record could not be made, stored or read.
public enum AuditError: Error, Sendable, Equatable {
    /// Stored bytes are no audit record; the reason names the field.
    case malformed(reason: String)
    /// Stored bytes are a record of a version that this release does not know.
    case unknownVersion(Int)
}
