import Access
import Audit
import Gateway
import HTTP
import JSON
import Postgres
import Tenancy
import Testbed
import Testing

@Suite("Sign-in and sessions", .database)
struct SignInTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private static let password = "Correct-Horse-1"

    private func givePassword() async throws {
        let account = try #require(harness.accounts[.admin])
        let hash = try await Services.testingPasswords().hash(Self.password)
        try await harness.asInstance { tx in
            try await tx.execute("update account set password_hash = \(hash) where account_id = \(account)")
        }
    }

    private func signIn(_ password: String = password, name: String = "admin@reeve.test") async -> GatewayHarness.Answer
    {
        await harness.send(
            "POST /login",
            json: ["username": .string(name), "password": .string(password)],
            as: .nobody
        )
    }

    private func cookies(_ answer: GatewayHarness.Answer) -> [String: String] {
        Dictionary(
            answer.headers.values(of: "set-cookie").map { field in
                let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
                return (pair[0], pair.count > 1 ? pair[1] : "")
            }
        ) { $1 }
    }

    private func asSession(_ answer: GatewayHarness.Answer, token: Bool = true) -> [(String, String)] {
        let cookies = cookies(answer)
        let session = cookies["reeve_session"] ?? ""
        let csrf = cookies["csrfToken"] ?? ""
        return [("cookie", "reeve_session=\(session); csrfToken=\(csrf)")] + (token ? [("x-csrf-token", csrf)] : [])
    }

    @Test func `a session reads by its cookie and changes with the token beside it`() async throws {
        try await givePassword()
        let session = await signIn()
        #expect(session.status == 200)
        let read = await harness.send(
            "GET /api/v1/acme/groups/search",
            as: .nobody,
            headers: asSession(session, token: false)
        )
        #expect(read.status == 200)
        let change = await harness.send(
            "POST /api/v1/acme/groups",
            json: ["name": "a"],
            as: .nobody,
            headers: asSession(session)
        )
        #expect(change.status == 200)
        let record = try #require(try await harness.audit(of: harness.acme).first)
        #expect(record.actor.method == .session)
    }

    @Test func `an unsafe request by cookie without the token, with another or from another site is refused`()
        async throws
    {
        try await givePassword()
        let session = await signIn()
        let without = await harness.send(
            "POST /api/v1/acme/groups",
            json: ["name": "a"],
            as: .nobody,
            headers: asSession(session, token: false)
        )
        #expect(without.status == 403)
        let other = asSession(session, token: false) + [("x-csrf-token", "made-up")]
        #expect(
            await harness.send("POST /api/v1/acme/groups", json: ["name": "a"], as: .nobody, headers: other).status
                == 403
        )
        let foreign = asSession(session) + [("sec-fetch-site", "cross-site")]
        #expect(
            await harness.send("POST /api/v1/acme/groups", json: ["name": "a"], as: .nobody, headers: foreign).status
                == 403
        )
        #expect(await harness.send("GET /api/v1/acme/groups/search")["total"].integer == 0)
    }

    @Test func `who still shows an ended session signs in again`() async throws {
        try await givePassword()
        let ended = await signIn()
        _ = await harness.send("POST /logout", as: .nobody, headers: asSession(ended))
        let again = await harness.send(
            "POST /login",
            json: ["username": "admin@reeve.test", "password": .string(Self.password)],
            as: .nobody,
            headers: asSession(ended, token: false)
        )
        #expect(again.status == 200)
    }

    @Test func `a cookie is of no use once its session was ended`() async throws {
        try await givePassword()
        let session = await signIn()
        #expect(await harness.send("POST /logout", as: .nobody, headers: asSession(session)).status == 200)
        #expect(
            await harness.send("GET /api/v1/acme/groups/search", as: .nobody, headers: asSession(session)).status == 401
        )
        let types = try await harness.audit(of: nil).map(\.type)
        #expect(Array(types.prefix(2)) == [.logout, .login])
    }

    @Test func `a wrong password and an unknown name are answered alike and recorded`() async throws {
        try await givePassword()
        let wrong = await signIn("Wrong-Horse-1")
        let unknown = await signIn("Wrong-Horse-1", name: "nobody@nowhere.test")
        #expect(wrong.status == 401 && unknown.status == 401)
        #expect(wrong["message"] == unknown["message"])
        #expect(try await harness.audit(of: nil).map(\.type) == [.loginFailure, .loginFailure])
    }

    @Test func `a name is locked out after too many failures, whatever the password then`() async throws {
        try await givePassword()
        for _ in 0..<10 {
            #expect(await signIn("Wrong-Horse-1").status == 401)
        }
        let locked = await signIn()
        #expect(locked.status == 429)
        #expect(locked.headers["retry-after"] != nil)
        #expect(try await harness.audit(of: nil).first?.type == .accountLocked)
    }

    @Test func `the status page carries the token of its cookie`() async {
        let page = await harness.send("GET /ui/", as: .nobody)
        let token = cookies(page)["csrfToken"] ?? "?"
        #expect(page.status == 200 && page.text.contains("<meta name=\"csrf-token\" content=\"\(token)\">"))
    }

    @Test func `an instance with a user cannot be set up again`() async {
        let answer = await harness.send(
            "POST /api/v1/setup",
            json: ["username": "x@y.test", "password": "Correct-Horse-1", "tenant": ["id": "x", "name": "X"]],
            as: .nobody
        )
        #expect(answer.status == 405)
        #expect(await harness.send("GET /api/v1/setup", as: .nobody)["done"].bool == true)
    }

    @Test func `the form of a browser signs in as well`() async throws {
        try await givePassword()
        let answer = await harness.send(
            "POST /login",
            text: "username=admin%40reeve.test&password=Correct-Horse-1",
            as: .nobody,
            headers: [("content-type", "application/x-www-form-urlencoded")]
        )
        #expect(answer.status == 200)
    }
}
