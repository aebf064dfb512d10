import Synchronization
import Testing
import WorkerProtocol

@testable import Expressions
@testable import Worker

@Suite("The secrets of a job")
struct JobSecretsTests {
    private let host = CountingHost()
    private let key = JobKey(tenant: "t", execution: "e", taskRun: 1, token: 1)

    private func request(_ key: String, _ namespace: String? = nil, subkey: String? = nil) -> ExpressionRequest.Secret {
        ExpressionRequest.Secret(key: key, namespace: namespace, subkey: subkey, isFull: false)
    }

    @Test func `are asked for once each, by key and namespace`() async throws {
        let secrets = JobSecrets(key, host)
        for _ in 0..<2 {
            #expect(try await secrets.value(of: request("A")) == "value of A")
            #expect(try await secrets.value(of: request("A", subkey: "part")) == "value of A")
            #expect(try await secrets.value(of: request("A", "above")) == "value of above.A")
        }
        #expect(host.asked == ["A", "above.A"])
    }

    @Test func `are asked for again if there was none`() async throws {
        let secrets = JobSecrets(key, host)
        for _ in 0..<2 {
            await #expect(throws: ExpressionError.self) { try await secrets.value(of: request("NONE")) }
        }
        #expect(host.asked == ["NONE", "NONE"])
    }
}

/// A control plane that notes what it is asked.
private final class CountingHost: JobHost {
    private let names = Mutex<[String]>([])

    var asked: [String] { names.withLock { $0 } }

    func secret(_ name: String, namespace: String?, for job: JobKey) async throws(JobHostError) -> String {
        let name = (namespace.map { $0 + "." } ?? "") + name
        names.withLock { $0.append(name) }
        guard name != "NONE" else { throw JobHostError(.missing, "there is none") }
        return "value of \(name)"
    }
}
