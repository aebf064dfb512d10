public import EventLoop
public import Expressions
import Synchronization

/// Runs programs of jq in confined processes: bounded in time and memory, without files, network or environment.
///
/// Processes are started when they are needed, and kept for the next program. One that takes too long, or takes too much
/// memory, or ends, is replaced; nothing else suffers. Owners take turns.
///
/// A process is this program itself, told by ``JQSandbox/word`` to be one.
public final class JQProcesses: Sendable {
    private struct Kept {
        let process: JQProcess
        var uses = 0
        var time = Duration.zero
    }

    private let path: String
    private let time: Duration
    private let outputLimit: Int
    private let pool: WorkPool
    private let idle = Mutex<[Kept]>([])

    /// A process is used so often and so long: libjq may lose memory, and processor time is bounded for all its life.
    private static let maximumUses = 1000
    private static let maximumTime = Duration.seconds(10)

    /// Makes processes possible; none is started yet.
    ///
    /// - Parameters:
    ///   - path: The program of ours that they run.
    ///   - count: How many there are at once.
    ///   - time: How long a program of jq may take.
    ///   - outputLimit: How many bytes its results may take.
    ///   - waiting: How many programs may wait; of one owner half as many.
    /// - Throws: `EventLoopError` if the system has no threads to give.
    public init(
        path: String = "/proc/self/exe",
        count: Int = 2,
        time: Duration = .seconds(1),
        outputLimit: Int = ExpressionLimits.default.maximumOutputBytes,
        waiting: Int = 64
    ) throws(EventLoopError) {
        (self.path, self.time, self.outputLimit) = (path, time, outputLimit)
        pool = try WorkPool(name: "jq", threads: count, limit: waiting, isShared: true)
    }

    /// Runs a program.
    ///
    /// - Parameters:
    ///   - request: The program, which was looked through, and its input.
    ///   - owner: For whom; owners take turns.
    /// - Returns: The results as JSON texts.
    /// - Throws: `ExpressionError` as the program fails, or if it takes too long or too much.
    public func run(
        _ request: ExpressionRequest.Program,
        for owner: String
    ) async throws(ExpressionError) -> [String] {
        do {
            return try await pool.run(for: owner) { [self] in try answer(request) }.get()
        } catch let error as ExpressionError {
            throw error
        } catch WorkPoolError.full {
            throw ExpressionError(.unavailable, "too many programs of jq wait to be run; try again later", name: "jq")
        } catch {
            throw ExpressionError(.unavailable, "jq is not available any more", name: "jq")
        }
    }

    /// Ends the processes; programs that wait are run before.
    public func shutdown() {
        pool.shutdown()
        idle.withLock { $0 = [] }
    }

    /// How many processes wait for work.
    var idleCount: Int { idle.withLock { $0.count } }

    private func answer(_ request: ExpressionRequest.Program) throws(ExpressionError) -> Result<
        [String], ExpressionError
    > {
        while let kept = idle.withLock({ $0.popLast() }) {
            // One that has ended meanwhile is passed over.
            guard kept.process.isAlive else { continue }
            do throws(SandboxError) {
                return try use(kept, request)
            } catch {
                throw Self.failure(error, time)
            }
        }
        do throws(SandboxError) {
            return try use(Kept(process: try JQProcess(path)), request)
        } catch {
            throw Self.failure(error, time)
        }
    }

    private func use(
        _ kept: Kept,
        _ request: ExpressionRequest.Program
    ) throws(SandboxError) -> Result<[String], ExpressionError> {
        let start = ContinuousClock.now
        let answer = try kept.process.run(request, limit: outputLimit, before: start + time)
        var kept = kept
        kept.uses += 1
        kept.time += ContinuousClock.now - start
        if kept.uses < Self.maximumUses, kept.time < Self.maximumTime { idle.withLock { $0.append(kept) } }
        return answer
    }

    private static func failure(_ error: SandboxError, _ time: Duration) -> ExpressionError {
        switch error {
        case .late:
            ExpressionError(.limit, "the jq program takes longer than \(Int(time / .milliseconds(1))) ms", name: "jq")
        case .gone, .garbled:
            ExpressionError(
                .limit,
                "the jq program takes more than \(JQSandbox.memory >> 20) MiB, or what libjq cannot do",
                name: "jq"
            )
        case .system:
            ExpressionError(.unavailable, "jq cannot be started", name: "jq")
        }
    }
}
