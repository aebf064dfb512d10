import Crypto

/// A customer or a team: everything but accounts belongs to one.
public enum Tenant {
    /// Identifies a tenant in the database; never used again, even when its name is.
    public typealias ID = Identifier<Tenant>

    /// The name of a tenant in paths: `^[a-z0-9][a-z0-9_-]*$`, 100 characters at most.
    public struct Slug: Hashable, Sendable, LosslessStringConvertible {
        /// The name as written.
        public let description: String

        /// Reads a name; `nil` if it has another form.
        public init?(_ text: String) {
            let bytes = text.utf8
            guard let first = bytes.first, bytes.count <= 100, Self.isAlphanumeric(first) else { return nil }
            guard bytes.allSatisfy({ Self.isAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
            else {
                return nil
            }
            self.description = text
        }

        private static func isAlphanumeric(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }
}

extension Tenant.ID {
    /// Stands for the instance itself where a tenant is expected, as in the record of a sign-in.
    public static var instance: Tenant.ID { Tenant.ID(.zero) }
}
