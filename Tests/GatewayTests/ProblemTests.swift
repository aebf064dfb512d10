import HTTP
import Postgres
import Testing

@testable import Gateway

@Suite("What a client is told of the database's troubles")
struct ProblemTests {
    private func problem(sqlState: String) -> Problem {
        Problem(DatabaseError.server(ServerError(sqlState: sqlState, message: "a message that may hold values")))
    }

    @Test(arguments: [
        ("53100", 507, "the database has no room left; nothing was changed"),
        ("53200", 503, "the database is short of memory or of connections; nothing was changed"),
        ("53300", 503, "the database is short of memory or of connections; nothing was changed"),
        ("57014", 503, "the statement was cancelled at the database; nothing was changed"),
        ("40001", 503, "the change met another; nothing was changed"),
        ("40P01", 503, "the change met another; nothing was changed"),
    ])
    func `tells a passing trouble as what it is`(_ sqlState: String, _ status: Int, _ message: String) {
        let problem = problem(sqlState: sqlState)
        #expect(problem.status.code == status)
        #expect(problem.message == message)
        #expect(problem.headers["retry-after"] != nil)
    }

    @Test func `says that nothing was changed only where that is known`() {
        #expect(Problem(DatabaseError.connection("x")).message.hasSuffix("nothing was changed"))
        #expect(Problem(DatabaseError.commitUnknown("x")).message.hasSuffix("must be looked up"))
    }

    @Test func `takes a client that hung up for no failure of the server`() {
        #expect(Problem(DatabaseError.cancelled).status == Problem(BodyError.clientGone).status)
    }

    @Test func `asks nobody to repeat what may have been done`() {
        #expect(Problem(DatabaseError.connection("x")).headers["retry-after"] == "1")
        #expect(Problem(DatabaseError.commitUnknown("x")).headers["retry-after"] == nil)
    }

    @Test func `tells nothing of what it does not know`() {
        let problem = problem(sqlState: "XX000")
        #expect(problem.status == .internalServerError)
        #expect(!problem.message.contains("values"))
    }
}
