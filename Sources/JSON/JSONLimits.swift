/// What a document may ask of its reader.
public struct JSONLimits: Sendable {
    /// The greatest length of a document in bytes.
    public var maximumBytes: Int

    /// How deep arrays and objects may nest, at most 512.
    public var maximumDepth: Int {
        didSet { maximumDepth = min(maximumDepth, Self.depthBound) }
    }

    /// How many values a document may hold altogether.
    public var maximumValues: Int

    /// Whether U+0000 may occur in strings; Postgres can store none.
    public var allowsNullCharacter: Bool

    /// Reading recurses, so the depth is bounded whatever is asked for.
    private static let depthBound = 512

    /// Sixteen mebibytes, 64 levels, a million values, no U+0000.
    public static let `default` = JSONLimits()

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - maximumBytes: The greatest length of a document in bytes.
    ///   - maximumDepth: How deep arrays and objects may nest; more than 512 is taken as 512.
    ///   - maximumValues: How many values a document may hold.
    ///   - allowsNullCharacter: Whether U+0000 may occur in strings.
    public init(
        maximumBytes: Int = 16 << 20,
        maximumDepth: Int = 64,
        maximumValues: Int = 1_000_000,
        allowsNullCharacter: Bool = false
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = min(maximumDepth, Self.depthBound)
        self.maximumValues = maximumValues
        self.allowsNullCharacter = allowsNullCharacter
    }
}
