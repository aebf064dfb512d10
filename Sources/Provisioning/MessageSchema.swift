/// The URNs of the messages that are no resources.
public enum MessageSchema {
    /// A list of resources.
    public static let listResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
    /// A search sent in a body.
    public static let searchRequest = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
    /// Changes to a resource.
    public static let patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    /// Why a request was refused.
    public static let error = "urn:ietf:params:scim:api:messages:2.0:Error"
}
