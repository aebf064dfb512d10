import Expressions
import JSON
import Synchronization
import Testing

@testable import WorkerProtocol

@Suite("Services that take time")
struct AwaitedServicesTests {
    /// Counts calls of secrets, and answers with the key in capitals.
    private final class Vault: Sendable {
        let asked = Mutex<[String]>([])
        let rounds = Mutex(0)

        func value(_ request: ExpressionRequest.Secret) async throws(ExpressionError) -> String {
            asked.withLock { $0.append(request.key) }
            await Task.yield()
            guard request.key != "none" else { throw ExpressionError(.failed, "there is no secret `none`") }
            return request.key.uppercased()
        }
    }

    private let vault = Vault()

    private var services: AwaitedServices {
        var services = AwaitedServices()
        let vault = vault
        services.answer(\.secret) { (request) async throws(ExpressionError) in try await vault.value(request) }
        return services
    }

    private func evaluate(_ json: JSON) async throws(ExpressionError) -> ExpressionValue {
        try await services.run { (services) async throws(ExpressionError) in
            vault.rounds.withLock { $0 += 1 }
            return try ExpressionDocument().evaluate(json, in: ExpressionVariables(), services: services)
        }
    }

    @Test func `evaluate once if nothing is asked`() async throws {
        #expect(try await evaluate(["a": "{{ 1 + 1 }}"]).json == ["a": 2])
        #expect(vault.rounds.withLock { $0 } == 1)
    }

    @Test func `ask everything of a document in one round, and each thing once`() async throws {
        let json: JSON = ["a": "{{ secret('x') }}", "b": ["{{ secret('y') }}", "{{ secret('x') }}"]]
        let value = try await evaluate(json)
        #expect(value.json == ["a": "X", "b": ["Y", "X"]])
        #expect(vault.asked.withLock { $0.sorted() } == ["x", "y"])
        #expect(vault.rounds.withLock { $0 } == 2)
        #expect(JobVariables.secretPaths(of: value) == [["a"], ["b", "0"], ["b", "1"]])
    }

    @Test func `ask what an answer leads to`() async throws {
        #expect(try await evaluate("{{ secret(secret('x')) }}").json == "X")
        #expect(vault.asked.withLock { $0 } == ["x", "X"])
    }

    @Test func `fail as the answer did`() async {
        await #expect {
            try await evaluate("{{ secret('none') }}")
        } throws: { error in
            (error as? ExpressionError)?.message == "there is no secret `none`"
        }
    }

    @Test func `end after so many rounds`() async {
        // Each round asks for another key.
        let number = Mutex(0)
        await #expect {
            try await services.run { (services) async throws(ExpressionError) in
                let key = number.withLock { number in
                    number += 1
                    return number
                }
                return try ExpressionDocument().evaluate(
                    .string("{{ secret('k\(key)') }}"),
                    in: ExpressionVariables(),
                    services: services
                )
            }
        } throws: { error in
            (error as? ExpressionError)?.kind == .limit
        }
        #expect(number.withLock { $0 } == AwaitedServices.maximumRounds + 1)
        #expect(vault.asked.withLock { $0.count } == AwaitedServices.maximumRounds)
    }

    @Test func `ask no more at once than may be, and the rest in the next round`() async throws {
        let elements = (0..<300).map { JSON.string("{{ secret('k\($0)') }}") }
        let value = try await evaluate(.array(elements))
        #expect(value.elements?.last?.string == "K299")
        #expect(vault.asked.withLock { $0.count } == 300)
        #expect(vault.rounds.withLock { $0 } == 3)
    }
}
