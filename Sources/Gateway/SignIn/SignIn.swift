import Access
import Crypto
import HTTP
import JSON
import Tenancy

/// Begins a session for a user name and a password, in JSON or as a form.
struct SignIn: APIOperation, OpenOperation {
    static let route: Route = "POST /login"
    static let id = "login_1"
    static let summary = "Sign in with a user name and a password"
    static let permission = Permission(.user, .view)
    static let body = RequestBody.form()
    static let fields: [FieldDescription] = [
        .body("username", "string", required: true, "The user name."),
        .body("password", "string", required: true, "The password."),
    ]

    private let credentials: Credentials
    private let services: Services
    private let isSecure: Bool

    init(_ request: Request) throws {
        self.credentials = try Credentials(request)
        self.services = request.services
        self.isSecure = request.isSecure
    }

    func answer(for call: Call, through gate: Gate) async throws -> SessionReply {
        let session = try await gate.signIn(
            credentials.username,
            password: credentials.password,
            passwords: services.passwords,
            lockout: services.lockout,
            policy: services.sessions,
            for: call
        )
        return SessionReply(session: session, isSecure: isSecure, token: services.crossSiteGuard.token())
    }
}

/// The same under the API's own path.
struct SignInByAPI: APIOperation, OpenOperation {
    static let route: Route = "POST /api/v1/login"
    static let id = "login"
    static let summary = "Sign in with a user name and a password"
    static let permission = Permission(.user, .view)
    static let body = RequestBody.form()
    static let fields = SignIn.fields

    private let signIn: SignIn

    init(_ request: Request) throws {
        self.signIn = try SignIn(request)
    }

    func answer(for call: Call, through gate: Gate) async throws -> SessionReply {
        try await signIn.answer(for: call, through: gate)
    }
}

/// A user name and a password.
private struct Credentials: Sendable {
    let username: String
    let password: String

    init(_ request: Request) throws {
        guard request.head.headers["content-type"]?.hasPrefix("application/x-www-form-urlencoded") == true else {
            var fields = try request.fields()
            let username = fields.required("username", .string(length: 1...320))
            let password = fields.required("password", .string(length: 1...1024))
            (self.username, self.password) = try fields.finish(username, password)
            return
        }
        let form = try QueryParameters(String(decoding: request.body, as: UTF8.self))
        guard let username = form["username"], let password = form["password"] else {
            throw FieldErrors(form["username"] == nil ? "username" : "password", "is required")
        }
        (self.username, self.password) = (username, password)
    }
}

/// The cookies of a new session.
struct SessionReply: Reply {
    let session: NewSession
    let isSecure: Bool
    let token: String

    func response(to request: Request, status: Status) -> Response {
        var response = Response(json: [:], status: status)
        response.setCookie(SessionCookie.cookie(session.cookie.text, isSecure: isSecure))
        response.setCookie(CrossSiteGuard.setCookie(token, isSecure: isSecure))
        return response
    }
}
