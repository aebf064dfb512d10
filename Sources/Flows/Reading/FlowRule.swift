/// The rules that a declaration is held to, by the names reports give them.
public enum FlowRule: String, Sendable, CaseIterable {
    /// The text is not the YAML that is accepted.
    case yaml
    /// The document, or a part of it, is too large.
    case limit
    /// Something that must be there is not.
    case required
    /// A property that its place does not have.
    case unknownProperty = "unknown-property"
    /// A type that is not known.
    case unknownType = "unknown-type"
    /// A value of another type than the property has.
    case wrongType = "wrong-type"
    /// A value of the right type that the property does not accept.
    case invalidValue = "invalid-value"
    /// Properties that exclude or need each other.
    case combination
    /// An identifier that is taken.
    case duplicate
    /// A name that refers to nothing.
    case unknownReference = "unknown-reference"
    /// Something that waits for itself or calls itself.
    case cycle
    /// A name that is reserved.
    case reserved
    /// A template that cannot be read.
    case expression
    /// A name or form that later versions will not accept.
    case deprecated

    /// What the rule asks, in a sentence part.
    public var summary: String {
        switch self {
        case .yaml: "a declaration is one document of well-formed YAML without duplicate keys"
        case .limit: "size, depth and number are bounded"
        case .required: "what a declaration needs is there"
        case .unknownProperty: "properties are those of their place"
        case .unknownType: "types are those that are known"
        case .wrongType: "values have the type of their property"
        case .invalidValue: "values are among those that their property accepts"
        case .combination: "properties fit each other"
        case .duplicate: "identifiers are unique"
        case .unknownReference: "names refer to something"
        case .cycle: "nothing waits for itself or calls itself"
        case .reserved: "reserved names are left alone"
        case .expression: "templates can be read"
        case .deprecated: "names are those of the current language"
        }
    }
}
