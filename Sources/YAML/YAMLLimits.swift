/// What a stream of YAML may ask of its reader.
public struct YAMLLimits: Sendable {
    /// The greatest length of a stream in bytes, also of all its text once aliases are replaced by what they stand for.
    public var maximumBytes: Int

    /// How deep collections may nest, at most 512.
    public var maximumDepth: Int {
        didSet { maximumDepth = min(maximumDepth, Self.depthBound) }
    }

    /// How many nodes a stream may hold once aliases are replaced by what they stand for.
    public var maximumNodes: Int

    /// Reading recurses, so the depth is bounded whatever is asked for.
    private static let depthBound = 512

    /// Four mebibytes, 64 levels, half a million nodes.
    public static let `default` = YAMLLimits()

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - maximumBytes: The greatest length in bytes.
    ///   - maximumDepth: How deep collections may nest; more than 512 is taken as 512.
    ///   - maximumNodes: How many nodes a stream may hold.
    public init(maximumBytes: Int = 4 << 20, maximumDepth: Int = 64, maximumNodes: Int = 500_000) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = min(maximumDepth, Self.depthBound)
        self.maximumNodes = maximumNodes
    }
}
