import Access
import Daemon

/// Removes ended sessions and the like, every hour.
struct Sweeper: Service {
    let name = "sweeper"
    let gate: Gate
    let logger: Logger

    func run() async throws {
        while !Task.isCancelled {
            do {
                let count = try await gate.sweep()
                logger.debug("swept", ["rows": count])
            } catch {
                logger.warning("sweep failed", ["error": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(3600))
        }
    }
}
