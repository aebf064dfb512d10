public import JSON
public import Tenancy

/// One object that an operation changed or read, as its record tells of it.
public struct RecordedChange: Sendable {
    /// What the object is, in the terms of the contract.
    public var resource: Resource
    /// What it is, as the classes of fields name it: `api_token`.
    public var kind: String
    /// Identifies the object.
    public var id: String?
    /// Where it lies.
    public var namespace: Namespace.Name?
    /// The object before, with its secrets: they are left out when it is recorded.
    public var before: JSON?
    /// The object after, with its secrets.
    public var after: JSON?
    /// What happened to it, if that is not what the permission stands for.
    public var type: AuditRecord.EventType?

    /// Makes a change of its parts.
    ///
    /// - Parameters:
    ///   - resource: What the object is.
    ///   - kind: What it is, as the classes of fields name it; if it is left out, as the contract does, in lower case.
    ///   - id: Identifies the object.
    ///   - namespace: Where it lies.
    ///   - before: The object before, `nil` if it was made or is not told.
    ///   - after: The object after, `nil` if it was removed or is not told.
    ///   - type: What happened to it, if that is not what the permission stands for.
    public init(
        resource: Resource,
        kind: String? = nil,
        id: String? = nil,
        namespace: Namespace.Name? = nil,
        before: JSON? = nil,
        after: JSON? = nil,
        type: AuditRecord.EventType? = nil
    ) {
        self.resource = resource
        self.kind = kind ?? resource.rawValue.lowercased()
        self.id = id
        self.namespace = namespace
        self.before = before
        self.after = after
        self.type = type
    }
}
