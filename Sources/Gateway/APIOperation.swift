import Access
import HTTP

/// An operation with a route: what a request for it must look like, and what is answered.
protocol APIOperation: Operation where Output: Reply {
    /// The method and the path.
    static var route: Route { get }
    /// The operation's name in the OpenAPI document, and in the SDKs made from it.
    static var id: String { get }
    /// What the operation does, in one sentence.
    static var summary: String { get }
    /// What the request's body is.
    static var body: RequestBody { get }
    /// Whether the body is a list of what ``fields`` describes.
    static var takesList: Bool { get }
    /// What the body and the query hold, for the API reference.
    static var fields: [FieldDescription] { get }
    /// The status of a success.
    static var status: Status { get }
    /// Whether the path is the contract's; otherwise it is marked `x-reeve`.
    static var isInContract: Bool { get }

    /// Reads the request.
    ///
    /// - Throws: `FieldErrors` naming each field that is not as expected; ``GateError/hidden`` for an identifier that can be nobody's.
    init(_ request: Request) throws
}

extension APIOperation {
    static var body: RequestBody { .none }
    static var takesList: Bool { false }
    static var fields: [FieldDescription] { [] }
    static var status: Status { .ok }
    static var isInContract: Bool { true }
}

/// What a request's body is.
enum RequestBody: Sendable, Equatable {
    /// There is none; what is sent is not read.
    case none
    /// A JSON text of at most so many bytes.
    case json(limit: Int = 1 << 20)
    /// Text of at most so many bytes.
    case text(limit: Int = 1 << 16)
    /// One or more documents of YAML, which may be JSON, of at most so many bytes.
    case yaml(limit: Int = 1 << 20)
    /// Documents of YAML, or a form in `multipart/form-data` of files with such, of at most so many bytes.
    case yamlFiles(limit: Int)
    /// A form in `application/x-www-form-urlencoded` or JSON, of at most so many bytes.
    case form(limit: Int = 1 << 16)
    /// A form in `multipart/form-data` of at most so many bytes.
    case multipart(limit: Int)
}

/// One field of a request, for the API reference.
struct FieldDescription: Sendable {
    /// Where a field stands.
    enum Place: String, Sendable {
        case body
        case query
    }

    let name: String
    let place: Place
    let type: String
    let isRequired: Bool
    let summary: String

    /// A field of the body.
    static func body(_ name: String, _ type: String, required: Bool = false, _ summary: String) -> FieldDescription {
        FieldDescription(name: name, place: .body, type: type, isRequired: required, summary: summary)
    }

    /// A parameter of the query.
    static func query(_ name: String, _ type: String, required: Bool = false, _ summary: String) -> FieldDescription {
        FieldDescription(name: name, place: .query, type: type, isRequired: required, summary: summary)
    }
}
