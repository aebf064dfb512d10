import Access
import HTTP
import Tenancy

/// A plain page that tells that the service runs, and carries the token that protects sessions.
struct StatusPage: APIOperation, OpenOperation {
    static let route: Route = "GET /ui/"
    static let id = "statusPage"
    static let summary = "A page that carries the cross-site token"
    static let permission = Permission(.instance, .view)
    static let isInContract = false

    private let page: Page

    init(_ request: Request) throws {
        let guardian = request.services.crossSiteGuard
        let kept = request.head.cookie(CrossSiteGuard.cookie).flatMap { guardian.isOurs($0) ? $0 : nil }
        self.page = Page(token: kept ?? guardian.token(), version: request.services.version, isSecure: request.isSecure)
    }

    func answer(for call: Call, through gate: Gate) async throws -> Page { page }

    struct Page: Reply {
        static var mediaType: String? { "text/html" }

        let token: String
        let version: String
        let isSecure: Bool

        func response(to request: Request, status: Status) -> Response {
            let html = """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="csrf-token" content="\(token)">
                <title>Reeve</title>
                </head>
                <body>
                <h1>Reeve \(version)</h1>
                <p>The service is running. Its API is described at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>
                </body>
                </html>

                """
            var response = Response(
                status,
                headers: [
                    "content-type": "text/html; charset=utf-8",
                    "content-security-policy":
                        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
                    "referrer-policy": "no-referrer",
                ],
                body: .bytes(Array(html.utf8))
            )
            response.setCookie(CrossSiteGuard.setCookie(token, isSecure: isSecure))
            return response
        }
    }
}
