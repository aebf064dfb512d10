import Access
import HTTP
import JSON
import Tenancy

/// A request that a route was found for, as an operation reads it.
struct Request: Sendable {
    /// The request line and the header fields.
    let head: RequestHead
    /// The parameters of the route, percent-decoded.
    let parameters: [String: String]
    /// The parameters of the query, percent-decoded.
    let query: QueryParameters
    /// The body, as far as the operation declares one.
    let body: [UInt8]
    /// Who asks, from where.
    let call: Call
    /// What operations work with.
    let services: Services
    /// Whether the client speaks TLS, with us or with a proxy that is trusted.
    let isSecure: Bool
    /// The host, and the port if one was named, that the client asked for.
    let authority: String?

    /// A parameter of the route in the form of its type; one that has not that form can identify nothing.
    ///
    /// - Throws: ``GateError/hidden``.
    func identifier<Value: LosslessStringConvertible>(_ name: String = "id", as type: Value.Type = Value.self) throws
        -> Value
    {
        guard let text = parameters[name], let value = Value(text) else { throw GateError.hidden }
        return value
    }

    /// The body as a JSON value.
    ///
    /// - Throws: `JSONError` with the place of the fault.
    func json() throws -> JSON {
        try JSON(parsing: body)
    }

    /// The body as the fields of a JSON object.
    ///
    /// - Throws: `JSONError` with the place of the fault; `FieldErrors` if it is no object.
    func fields() throws -> JSONFields {
        try JSONFields(json())
    }
}
