import JSON

/// What a resource is after a PATCH.
public struct PatchOutcome: Sendable, Equatable {
    /// What is to be stored.
    public var content: ResourceContent
    /// Whether that differs from what was stored; if not, the resource's version and time of change stay.
    public var isChanged: Bool
}

extension PatchRequest {
    /// Applies the operations one after the other to what is stored of a resource.
    ///
    /// - Parameters:
    ///   - content: What is stored; for a group, with its members.
    ///   - type: The type of the resource.
    ///   - profile: Which liberties the client takes.
    /// - Returns: The resource after all operations; nothing is to be changed if this throws.
    /// - Throws: `invalidPath`, `invalidValue`, `invalidSyntax`, `mutability` or `noTarget`, as section 3.5.2 has them.
    public func apply(
        to content: ResourceContent,
        of type: ResourceType,
        profile: IntegrationProfile
    ) throws(ProvisioningError) -> PatchOutcome {
        var editor = ResourceEditor(content, reader: ResourceReader(type, profile: profile))
        for operation in operations {
            try editor.apply(operation)
        }
        let outcome = ResourceContent(settlingPasswordOf: editor.attributes, otherwise: editor.password)
        try type.checkRequired(in: outcome.attributes)
        let isChanged = outcome.attributes != content.attributes || outcome.password != .unchanged
        return PatchOutcome(content: outcome, isChanged: isChanged)
    }
}
