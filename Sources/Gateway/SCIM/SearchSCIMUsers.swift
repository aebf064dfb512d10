import Access
import Postgres
import Provisioning
import Tenancy

/// Answers the same to a query in a body, where a proxy does not write it down.
struct SearchSCIMUsers: SCIMOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/integrations/{integration}/scim/v2/Users/.search"
    static let id = "findUsers"
    static let summary = "Search for provisioned users"
    static let permission = Permission(.user, .list)
    static let body = RequestBody.json()
    static let fields: [FieldDescription] = [
        .body("schemas", "[string]", required: true, "The URN of the message."),
        .body("filter", "string", "Which resources are wanted (RFC 7644 section 3.4.2.2)."),
        .body("sortBy", "string", "The path of the attribute to sort by."),
        .body("sortOrder", "ascending | descending", "Whether the least or the greatest comes first."),
        .body("startIndex", "integer", "The position of the first resource, from 1."),
        .body("count", "integer", "How many resources are wanted, at most 200."),
        .body("attributes", "[string]", "The paths of what is to be shown."),
        .body("excludedAttributes", "[string]", "The paths of what is not to be shown."),
    ]

    let service: SCIMService
    private let list: ListRequest

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.list = try ListRequest(body: request.json())
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SCIMDocument {
        let provisioner = try service.provisioner(principal)
        return SCIMDocument(json: try await ProvisionedUser.list(list, for: provisioner, tx).document)
    }
}
