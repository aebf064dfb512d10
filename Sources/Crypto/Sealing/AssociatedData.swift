/// What a sealed value belongs to: without exactly the same it cannot be opened.
///
/// The fields are written one after the other with their number and lengths, so that no two lists of fields give the
/// same bytes.
///
/// ```swift
/// let sealed = try AEAD.seal(value, key: key, for: ["secret", tenant, namespace, name, "3"])
/// ```
public struct AssociatedData: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// The bytes that are authenticated.
    public let bytes: [UInt8]

    /// Writes fields, the first being best a word for the purpose.
    ///
    /// - Parameter fields: The fields in an order that never changes.
    public init(_ fields: [String]) {
        var bytes = Self.length(fields.count)
        for field in fields {
            bytes += Self.length(field.utf8.count)
            bytes += field.utf8
        }
        self.bytes = bytes
    }

    /// Writes fields, the first being best a word for the purpose.
    public init(arrayLiteral fields: String...) {
        self.init(fields)
    }

    /// Takes bytes as they are, for values that others have sealed.
    ///
    /// - Parameter bytes: What is authenticated.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private static func length(_ count: Int) -> [UInt8] {
        (0..<4).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
    }
}
