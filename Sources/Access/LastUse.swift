public import Crypto
public import Daemon
import Postgres
import Synchronization

/// When tokens and sessions were last used: gathered in memory, written in batches.
///
/// A use is written at most once in ``resolution`` for each subject. What a crash loses is the notice of a use, nothing else.
public final class LastUse: Sendable {
    /// What was used, and when.
    public enum Subject: Sendable, Hashable {
        /// A token.
        case token(String, at: Instant)
        /// A session.
        case session(UUID, at: Instant)
    }

    /// How exact the times are.
    public static let resolution: Duration = .seconds(60)

    private let pending = Mutex<[Subject]>([])
    private static let capacity = 100_000

    init() {}

    func note(_ subject: Subject) {
        pending.withLock { pending in
            guard pending.count < Self.capacity else { return }
            pending.append(subject)
        }
    }

    func take() -> [Subject] {
        pending.withLock { pending in
            defer { pending = [] }
            return pending
        }
    }
}
