import Access
import Postgres
import Provisioning
import Tenancy

/// Answers a page of the groups that a filter finds.
struct ListSCIMGroups: SCIMOperation, Read {
    static let route: Route = "GET /api/v1/{tenant}/integrations/{integration}/scim/v2/Groups"
    static let id = "queryGroups"
    static let summary = "List provisioned groups"
    static let permission = Permission(.group, .list)
    static let fields: [FieldDescription] = [
        .query("filter", "string", "Which resources are wanted (RFC 7644 section 3.4.2.2)."),
        .query("sortBy", "string", "The path of the attribute to sort by."),
        .query("sortOrder", "ascending | descending", "Whether the least or the greatest comes first."),
        .query("startIndex", "integer", "The position of the first resource, from 1."),
        .query("count", "integer", "How many resources are wanted, at most 200."),
        .query("attributes", "string", "The paths of what is to be shown, between commas."),
        .query("excludedAttributes", "string", "The paths of what is not to be shown, between commas."),
    ]

    let service: SCIMService
    private let list: ListRequest

    init(_ request: Request) throws {
        self.service = try SCIMService(request)
        self.list = try ListRequest(parameters: request.queryPairs)
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SCIMDocument {
        let provisioner = try service.provisioner(principal)
        return SCIMDocument(json: try await ProvisionedGroup.list(list, for: provisioner, tx).document)
    }
}
