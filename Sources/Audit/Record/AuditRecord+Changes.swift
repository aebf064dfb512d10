import Crypto
public import JSON

extension AuditRecord {
    /// What changed in an object.
    public enum Changes: Sendable, Equatable {
        /// Nothing, or it is not told.
        case none
        /// The JSON patches (RFC 6902) that lead to the state after, and back.
        case patches(applied: JSON, reverted: JSON)
        /// More than a record holds: the length of the patches in bytes, and their SHA-256.
        case omitted(bytes: Int, digest: [UInt8])

        /// The greatest length of both patches together, in bytes.
        public static let limit = 64 << 10

        /// Keeps patches as far as a record may hold them.
        ///
        /// - Parameters:
        ///   - applied: The patch that leads to the state after.
        ///   - reverted: The patch that leads back.
        public init(applied: JSON, reverted: JSON) {
            let bytes = applied.serialized() + reverted.serialized()
            self =
                bytes.count <= Self.limit
                ? .patches(applied: applied, reverted: reverted)
                : .omitted(bytes: bytes.count, digest: Digest.sha256(bytes))
        }
    }
}
