public import JSON

/// What a flow, or a task that waits for people, wants to be told: a typed value under an identifier.
public struct InputDeclaration: Sendable, Hashable {
    /// What must hold before an input is asked for.
    public struct Dependency: Sendable, Hashable {
        /// The inputs that come first.
        public var inputs: [String]

        /// The template that decides whether the input is asked for at all.
        public var condition: String?

        /// Makes a dependency.
        ///
        /// - Parameters:
        ///   - inputs: The inputs that come first.
        ///   - condition: The template that decides.
        public init(inputs: [String] = [], condition: String? = nil) {
            (self.inputs, self.condition) = (inputs, condition)
        }
    }

    /// The identifier; dots lead into maps.
    public var id: String

    /// The type.
    public var type: InputType

    /// What is asked of the value beyond its type.
    public var constraint: InputConstraint

    /// Whether there must be a value.
    public var isRequired = true

    /// The value where none is given; text in it may be templates.
    public var defaults: JSON?

    /// What people find filled in; it is no value by itself.
    public var prefill: JSON?

    /// What must hold before the input is asked for.
    public var dependsOn: Dependency?

    /// What people see instead of the identifier.
    public var displayName: String?

    /// What the value is for, in Markdown.
    public var description: String?

    /// Declares an input.
    ///
    /// - Parameters:
    ///   - id: The identifier.
    ///   - type: The type.
    ///   - constraint: What is asked of the value beyond its type.
    ///   - isRequired: Whether there must be a value.
    ///   - defaults: The value where none is given.
    ///   - dependsOn: What must hold before the input is asked for.
    public init(
        id: String,
        type: InputType,
        constraint: InputConstraint = .none,
        isRequired: Bool = true,
        defaults: JSON? = nil,
        dependsOn: Dependency? = nil
    ) {
        (self.id, self.type, self.constraint) = (id, type, constraint)
        (self.isRequired, self.defaults, self.dependsOn) = (isRequired, defaults, dependsOn)
    }

    /// The names that lead to the value in `inputs`.
    var names: [String] { id.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }

    /// Whether text can be an identifier: a letter or digit, then letters, digits, `.`, `_` and `-`.
    static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isLetterOrDigit, text.utf8.count <= 256 else { return false }
        return text.utf8.allSatisfy { $0.isLetterOrDigit || ".-_".utf8.contains($0) }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
