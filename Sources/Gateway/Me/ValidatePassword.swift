import Access
import JSON
import Tenancy

/// Says whether a password is good enough; open to all, for whoever sets up an instance has no account yet.
struct ValidatePassword: APIOperation, OpenOperation {
    static let route: Route = "POST /api/v1/validate-password"
    static let id = "validatePassword"
    static let summary = "Validate a password against the policy"
    static let permission = Permission(.user, .view)
    static let body = RequestBody.text(limit: 4096)

    let faults: [String]

    init(_ request: Request) throws {
        guard let password = String(validating: request.body, as: UTF8.self) else {
            throw FieldErrors("password", "expected UTF-8")
        }
        self.faults = request.services.passwords.policy.faults(in: password)
    }

    func answer(for call: Call, through gate: Gate) async throws -> JSON {
        guard faults.isEmpty else { throw SignInError.weakPassword(faults) }
        return [:]
    }
}
