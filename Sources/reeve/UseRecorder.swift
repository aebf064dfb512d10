import Access
import Daemon
import Postgres

/// Writes down now and then when tokens and sessions were last used.
struct UseRecorder: Service {
    let name = "last use"
    let gate: Gate
    let logger: Logger

    func run() async throws {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(10))
            do {
                try await gate.recordUses()
            } catch {
                logger.warning("last uses could not be recorded", ["error": "\(error)"])
            }
        }
    }
}
