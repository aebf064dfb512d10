public import JSON

/// Keeps the values of secrets out of what is stored.
public struct InputCipher: Sendable {
    /// Encrypts text.
    public let seal: @Sendable (String) throws -> String

    /// Decrypts what ``seal`` gave.
    public let open: @Sendable (String) throws -> String

    /// Makes a cipher.
    ///
    /// - Parameters:
    ///   - seal: Encrypts text; what it gives may be kept anywhere.
    ///   - open: Decrypts what `seal` gave.
    public init(
        seal: @escaping @Sendable (String) throws -> String,
        open: @escaping @Sendable (String) throws -> String
    ) {
        (self.seal, self.open) = (seal, open)
    }
}

/// A value that is kept encrypted, of any type.
public struct SealedValue: Sendable, Hashable {
    /// What the cipher gave for the JSON text of the value.
    public let sealed: String

    private static let mark = "reeve.sealed.1"

    /// Encrypts a value.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - cipher: Encrypts it.
    /// - Throws: What the cipher throws.
    public init(_ value: JSON, with cipher: InputCipher) throws {
        sealed = try cipher.seal(value.text)
    }

    /// Reads the stored form, `nil` if the value is none.
    ///
    /// - Parameter json: A stored value.
    public init?(_ json: JSON) {
        guard case .object(let object) = json, object.count == 2, object["type"]?.string == Self.mark,
            let sealed = object["value"]?.string
        else { return nil }
        self.sealed = sealed
    }

    /// The stored form: an object that no other value looks like.
    public var json: JSON { ["type": .string(Self.mark), "value": .string(sealed)] }

    /// Decrypts the value.
    ///
    /// - Parameter cipher: Decrypts it.
    /// - Returns: The value.
    /// - Throws: What the cipher throws, `JSONError` if it gave something else than it was given.
    public func opened(with cipher: InputCipher) throws -> JSON {
        try JSON(parsing: Array(cipher.open(sealed).utf8))
    }
}
