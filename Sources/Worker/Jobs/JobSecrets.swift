import Expressions
import Synchronization
import WorkerProtocol

/// The secrets that a job has read: each is asked for, and recorded, once a job.
final class JobSecrets: Sendable {
    private struct Name: Hashable {
        var key: String
        var namespace: String?
    }

    private let known = Mutex<[Name: String]>([:])
    private let job: JobKey
    private let host: any JobHost

    init(_ job: JobKey, _ host: any JobHost) {
        (self.job, self.host) = (job, host)
    }

    /// The value of a secret, whole.
    func value(of request: ExpressionRequest.Secret) async throws(ExpressionError) -> String {
        let name = Name(key: request.key, namespace: request.namespace)
        if let value = known.withLock({ $0[name] }) { return value }
        do throws(JobHostError) {
            let value = try await host.secret(request.key, namespace: request.namespace, for: job)
            known.withLock { $0[name] = value }
            return value
        } catch {
            throw ExpressionError(.failed, error.reason, name: "secret")
        }
    }
}
