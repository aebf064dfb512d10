import Access
import Daemon

/// Keeps partitions of the audit log ready for the months to come: at the start, and every six hours.
struct AuditMonths: Service {
    let name = "audit-months"
    let gate: Gate
    let logger: Logger

    func run() async throws {
        while !Task.isCancelled {
            do {
                let count = try await gate.createAuditMonths()
                logger.debug("audit months made", ["months": count])
            } catch {
                logger.warning("audit months not made", ["error": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(6 * 3600))
        }
    }
}
