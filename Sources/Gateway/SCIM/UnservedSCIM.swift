import Access
import HTTP
import Postgres
import Provisioning
import Tenancy

/// What the protocol leaves to the service to offer, and this one does not.
protocol UnservedSCIM: SCIMOperation, Read where Output == SCIMDocument {
    init(service: SCIMService)
}

extension UnservedSCIM {
    static var permission: Permission { Permission(.user, .view) }
    static var isInContract: Bool { false }
    static var status: Status { 501 }

    init(_ request: Request) throws {
        self.init(service: try SCIMService(request))
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SCIMDocument {
        _ = try service.provisioner(principal)
        throw ProvisioningError.notImplemented("\(Self.route.path.split(separator: "/").last ?? "") is not served")
    }
}

/// Many changes in one request, `POST /Bulk`.
struct RefuseBulk: UnservedSCIM {
    static let route: Route = "POST /api/v1/{tenant}/integrations/{integration}/scim/v2/Bulk"
    static let id = "scimBulk"
    static let summary = "Say that `/Bulk` is not served"

    let service: SCIMService
}

/// The resource of the caller, `GET /Me`.
struct RefuseMe: UnservedSCIM {
    static let route: Route = "GET /api/v1/{tenant}/integrations/{integration}/scim/v2/Me"
    static let id = "scimGetMe"
    static let summary = "Say that `/Me` is not served"

    let service: SCIMService
}

/// The resource of the caller, `POST /Me`.
struct RefuseCreatingMe: UnservedSCIM {
    static let route: Route = "POST /api/v1/{tenant}/integrations/{integration}/scim/v2/Me"
    static let id = "scimCreateMe"
    static let summary = "Say that `/Me` is not served"

    let service: SCIMService
}

/// The resource of the caller, `PUT /Me`.
struct RefuseReplacingMe: UnservedSCIM {
    static let route: Route = "PUT /api/v1/{tenant}/integrations/{integration}/scim/v2/Me"
    static let id = "scimReplaceMe"
    static let summary = "Say that `/Me` is not served"

    let service: SCIMService
}

/// The resource of the caller, `PATCH /Me`.
struct RefusePatchingMe: UnservedSCIM {
    static let route: Route = "PATCH /api/v1/{tenant}/integrations/{integration}/scim/v2/Me"
    static let id = "scimPatchMe"
    static let summary = "Say that `/Me` is not served"

    let service: SCIMService
}

/// The resource of the caller, `DELETE /Me`.
struct RefuseDeletingMe: UnservedSCIM {
    static let route: Route = "DELETE /api/v1/{tenant}/integrations/{integration}/scim/v2/Me"
    static let id = "scimDeleteMe"
    static let summary = "Say that `/Me` is not served"

    let service: SCIMService
}
