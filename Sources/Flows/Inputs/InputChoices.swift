/// The values of a `SELECT` or `MULTISELECT`, and what else may be chosen.
public struct InputChoices: Sendable, Hashable {
    /// A value that can be chosen.
    public struct Choice: Sendable, Hashable {
        /// The value.
        public var value: String

        /// What people see instead of it.
        public var label: String?

        /// Makes a choice.
        ///
        /// - Parameters:
        ///   - value: The value.
        ///   - label: What people see instead of it.
        public init(_ value: String, label: String? = nil) {
            (self.value, self.label) = (value, label)
        }
    }

    /// The values, if they are written down.
    public var values: [Choice]?

    /// The template that gives the values, if they are not.
    public var expression: String?

    /// Whether any other value may be given.
    public var allowsCustomValue = false

    /// Whether the first value is taken where none is given.
    public var selectsFirst = false

    /// Whether people choose by buttons.
    public var isRadio = false

    /// The type of the values of a `MULTISELECT`.
    public var itemType = InputType.string
}
