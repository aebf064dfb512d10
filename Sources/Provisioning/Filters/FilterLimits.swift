/// What a filter may ask of its reader.
public struct FilterLimits: Sendable, Equatable {
    /// The greatest length in bytes.
    public var maximumBytes: Int
    /// How deep parentheses and brackets may nest.
    public var maximumDepth: Int
    /// How many attributes may be compared.
    public var maximumTerms: Int

    /// Eight kibibytes, 24 levels, 128 comparisons.
    public static let `default` = FilterLimits()

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - maximumBytes: The greatest length in bytes.
    ///   - maximumDepth: How deep parentheses and brackets may nest; more than 64 is taken as 64.
    ///   - maximumTerms: How many attributes may be compared.
    public init(maximumBytes: Int = 8192, maximumDepth: Int = 24, maximumTerms: Int = 128) {
        self.maximumBytes = maximumBytes
        // Reading and evaluating recurse, so the depth is bounded whatever is asked for.
        self.maximumDepth = min(maximumDepth, 64)
        self.maximumTerms = maximumTerms
    }
}
