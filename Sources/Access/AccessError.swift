/// Why an operation on accounts, groups, roles, bindings, namespaces or tenants was refused.
public enum AccessError: Error, Equatable, Sendable {
    /// There is no such thing, or the caller may not know of it.
    case notFound
    /// Another has this value, which must be unique.
    case exists(field: String, value: String)
    /// Something else still needs it; the reason is a sentence.
    case inUse(String)
    /// It is made and kept by the server.
    case managed(String)
    /// A field refers to something that is not there, or does not fit the rest.
    case invalid(field: String, message: String)
    /// The caller may not do this to this object; the reason is a sentence.
    case notAllowed(String)
}
