/// What templates may ask of us.
public struct ExpressionLimits: Sendable, Hashable {
    /// The greatest length of a template in bytes.
    public var maximumTemplateBytes = 512 << 10

    /// How deep expressions and tags may nest, at most 128: reading and evaluating recurse.
    public var maximumDepth = 64 {
        didSet { maximumDepth = min(maximumDepth, 128) }
    }

    /// How many steps an evaluation may take; a step is a node, a turn of a loop, or 64 bytes that are made.
    public var maximumSteps = 2_000_000

    /// How many turns the loops of one evaluation may take altogether.
    public var maximumIterations = 100_000

    /// How many numbers a range may have.
    public var maximumRange = 100_000

    /// The greatest length of the rendered text, and of any value on the way, in bytes.
    public var maximumOutputBytes = 8 << 20

    /// How often templates may render templates within one another.
    public var maximumRenderDepth = 10

    /// How often a regular expression may try one match; a million takes about a tenth of a second.
    public var maximumMatchTries: UInt32 = 1_000_000

    /// The longest input of a jq program in bytes.
    public var maximumJQBytes = 4 << 20

    /// What applies unless something else is said.
    public static let `default` = ExpressionLimits()

    /// Makes the default limits.
    public init() {}
}
