import Access
import HTTP
import JSON
import Tenancy

/// Ends the session of the caller.
struct SignOut: APIOperation, OpenOperation {
    static let route: Route = "POST /api/v1/logout"
    static let id = "logout"
    static let summary = "End the session"
    static let permission = Permission(.user, .view)
    static let usesSession = true

    private let isSecure: Bool

    init(_ request: Request) throws {
        self.isSecure = request.isSecure
    }

    func answer(for call: Call, through gate: Gate) async throws -> EndedSessionReply {
        try await gate.signOut(call)
        return EndedSessionReply(isSecure: isSecure)
    }
}

/// The same outside the API's path, beside `/login`.
struct SignOutBesideLogin: APIOperation, OpenOperation {
    static let route: Route = "POST /logout"
    static let id = "logout_1"
    static let summary = "End the session"
    static let permission = Permission(.user, .view)
    static let isInContract = false
    static let usesSession = true

    private let signOut: SignOut

    init(_ request: Request) throws {
        self.signOut = try SignOut(request)
    }

    func answer(for call: Call, through gate: Gate) async throws -> EndedSessionReply {
        try await signOut.answer(for: call, through: gate)
    }
}

/// Takes the session's cookie back.
struct EndedSessionReply: Reply {
    let isSecure: Bool

    func response(to request: Request, status: Status) -> Response {
        var response = Response(json: [:], status: status)
        response.setCookie(.expired(SessionCookie.name(isSecure: isSecure), isSecure: isSecure))
        return response
    }
}
