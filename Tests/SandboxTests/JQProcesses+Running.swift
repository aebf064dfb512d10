import Expressions

@testable import Sandbox

extension JQProcesses {
    /// Runs a program on text of JSON.
    func run(_ program: String, _ input: String = "null", for owner: String = "owner") async throws -> [String] {
        try await run(ExpressionRequest.Program(source: program, input: input), for: owner)
    }
}
