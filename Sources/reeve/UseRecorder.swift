import Access
import Daemon
import Postgres

/// Writes down now and then when tokens and sessions were last used.
struct UseRecorder: Service {
    let name = "last use"
    let gate: Gate
    let logger: Logger

    func run() async throws {
        while (try? await Task.sleep(for: .seconds(10))) != nil {
            await record()
        }
        // Of its own, since what a cancelled task asks of the database is cancelled too.
        await Task { await record() }.value
    }

    private func record() async {
        do {
            try await gate.recordUses()
        } catch {
            logger.warning("last uses could not be recorded", ["error": "\(error)"])
        }
    }
}
