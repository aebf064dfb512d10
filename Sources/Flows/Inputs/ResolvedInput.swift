public import Expressions
public import JSON

/// What came of an input: its value, or why it has none.
public struct ResolvedInput: Sendable {
    /// Something that is wrong with an input.
    public struct Problem: Sendable, Hashable {
        /// What was expected and what was found; never the value of a secret.
        public var message: String

        /// Whether a template of the declaration failed, rather than what was given.
        public var isRenderError: Bool

        /// Describes a problem.
        ///
        /// - Parameters:
        ///   - message: What was expected and what was found.
        ///   - isRenderError: Whether a template failed.
        public init(_ message: String, isRenderError: Bool = false) {
            (self.message, self.isRenderError) = (message, isRenderError)
        }
    }

    /// The declaration, its identifier with those of the groups it is in, rendered values of a select and prefill in their place.
    public var input: InputDeclaration

    /// Whether the input is asked for; what was given for one that is not is dropped.
    public var isEnabled = true

    /// Whether the value is the declaration's own.
    public var isDefault = false

    /// The value, marked as made of a secret if it was; `nil` for none.
    public var value: ExpressionValue?

    /// The value as it is kept, encrypted if it was made of a secret; `nil` for none.
    public var stored: JSON?

    /// Everything that is wrong.
    public var problems: [Problem] = []

    init(_ input: InputDeclaration) {
        self.input = input
    }

    /// Whether nothing is wrong.
    public var isValid: Bool { problems.isEmpty }

    /// The value as it may be shown: a mask in the place of what was made of a secret.
    public var shown: JSON? {
        value.map { $0.isTainted ? "******" : $0.json }
    }
}
