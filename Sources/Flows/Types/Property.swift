package import JSON

/// A property of a task, a trigger or a condition.
package struct Property: Sendable {
    /// The name.
    package let name: String

    /// What it holds.
    let type: PropertyType

    /// What it is for, in one or two sentences.
    package let summary: String

    /// Whether text may be a template, and is rendered when the task runs.
    package let isDynamic: Bool

    /// Whether it must be there.
    package let isRequired: Bool

    /// What it is if it is not there.
    package let defaultValue: JSON?

    /// Former names.
    package let formerNames: [String]

    /// What is to be used instead, if the property is one of former versions.
    package let replacement: String?

    /// Describes a property that is taken as it was written.
    static func fixed(
        _ name: String,
        _ type: PropertyType,
        _ summary: String,
        required: Bool = false,
        default value: JSON? = nil,
        formerly: [String] = [],
        replacedBy replacement: String? = nil
    ) -> Property {
        Property(
            name: name,
            type: type,
            summary: summary,
            isDynamic: false,
            isRequired: required,
            defaultValue: value,
            formerNames: formerly,
            replacement: replacement
        )
    }

    /// Describes a property that is rendered when it is needed.
    static func dynamic(
        _ name: String,
        _ type: PropertyType,
        _ summary: String,
        required: Bool = false,
        default value: JSON? = nil,
        formerly: [String] = [],
        replacedBy replacement: String? = nil
    ) -> Property {
        Property(
            name: name,
            type: type,
            summary: summary,
            isDynamic: true,
            isRequired: required,
            defaultValue: value,
            formerNames: formerly,
            replacement: replacement
        )
    }
}
