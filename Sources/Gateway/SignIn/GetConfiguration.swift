import Access
import JSON
import Postgres
import Tenancy

/// Tells what sign-in methods there are.
struct ListAuthentications: APIOperation, OpenOperation {
    static let route: Route = "GET /api/v1/auths"
    static let id = "index"
    static let summary = "Retrieve list of authentication methods"
    static let permission = Permission(.instance, .view)

    init(_ request: Request) throws {}

    func answer(for call: Call, through gate: Gate) async throws -> JSON {
        ["loginPassword": true, "mailsEnabled": false, "passwordless": false, "oauths": []]
    }
}

/// Tells a sign-in page what it needs to know.
struct GetLoginConfiguration: APIOperation, OpenOperation {
    static let route: Route = "GET /api/v1/configs/login"
    static let id = "getLoginConfiguration"
    static let summary = "Tell whether a first user is still to be made"
    static let permission = Permission(.instance, .view)

    init(_ request: Request) throws {}

    func answer(for call: Call, through gate: Gate) async throws -> JSON {
        ["isBasicAuthInitialized": .bool(try await gate.isSetUp(for: call))]
    }
}

/// Tells what the instance is and can do.
struct GetConfiguration: APIOperation, Read {
    static let route: Route = "GET /api/v1/configs"
    static let id = "getConfiguration"
    static let summary = "Retrieve the instance configuration"
    static let permission = Permission(.instance, .view)
    static let scope = Scope.own

    private let version: String
    private let passwordLength: Int

    init(_ request: Request) throws {
        self.version = request.services.version
        self.passwordLength = request.services.passwords.policy.minimumLength
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        [
            "version": .string(version), "edition": "EE", "isAnonymousUsageEnabled": false,
            "isUiAnonymousUsageEnabled": false,
            "isBasicAuthInitialized": true, "systemNamespace": "system", "hiddenLabelsPrefixes": ["system."],
            "isAiEnabled": false, "isCustomDashboardsEnabled": false, "isConcurrencyViewEnabled": false,
            "tenants": ["storageByTenant": false, "secretByTenant": false], "secretsEnabled": true,
            "supportedStorages": [], "supportedSecrets": [["id": "postgres", "version": .string(version)]],
            "mailServiceEnabled": false, "passwordlessEnabled": false, "pluginManagementEnabled": false,
            "pluginCustomEnabled": false, "inMaintenance": false, "airgapped": true, "killSwitches": [],
            "passwordConfiguration": ["minLength": JSON(passwordLength)],
        ]
    }
}
