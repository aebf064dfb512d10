/// Which identity provider an integration talks to, for the few shapes that the RFC leaves open or forbids.
///
/// Everything that a standard client sends means the same under every profile.
public enum IntegrationProfile: String, Sendable, CaseIterable {
    /// The RFC to the letter.
    case strict
    /// Microsoft Entra ID.
    case entra
    /// Okta.
    case okta

    /// Whether the words `True` and `False` in a string stand for booleans.
    var readsBooleansInStrings: Bool { self == .entra }

    /// Whether a value path that matches nothing, such as `phoneNumbers[type eq "fax"].value`, makes the element.
    var createsMissingElements: Bool { self == .entra }

    /// Whether a `remove` with a list of values removes those and keeps the others.
    var removesListedValues: Bool { self == .entra }

    /// Whether the names in the value of an operation without a path may be paths: `name.givenName`.
    var readsPathsAsNames: Bool { self == .entra }

    /// Whether `schemas` may name a schema that is not served; its attributes are ignored.
    var ignoresUnknownSchemas: Bool { self != .strict }
}
