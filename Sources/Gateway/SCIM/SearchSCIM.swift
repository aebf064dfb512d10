import Access
import Audit
import Postgres
import Provisioning
import Tenancy

/// Answers a page of the users and groups that a query in a body finds.
struct SearchSCIM: SCIMOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/integrations/{integration}/scim/v2/.search"
    static let id = "scimSearch"
    static let summary = "Search for provisioned users and groups"
    static let permission = Permission(.user, .list)
    static let isInContract = false
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
        let groups = Permission(.group, .list)
        guard principal.grants.decide(groups).isAllowed else { throw GateError.denied(groups, namespace: nil) }
        return SCIMDocument(json: try await ResourcePage.everything(list, for: provisioner, tx).document)
    }
}
