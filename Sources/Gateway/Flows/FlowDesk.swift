public import EventLoop
public import Flows

/// The flows of tenants, and where long texts of flows are read.
public struct FlowDesk: Sendable {
    /// The flows.
    public let store: FlowStore

    private let pool: WorkPool?

    /// A text of more bytes than this would hold up an event loop.
    private static let longest = 32 << 10

    /// Gathers what operations on flows need.
    ///
    /// - Parameters:
    ///   - store: The flows.
    ///   - pool: Where long texts are read; `nil` to read them at once.
    public init(store: FlowStore = FlowStore(), pool: WorkPool? = nil) {
        self.store = store
        self.pool = pool
    }

    /// Whether reading a text takes long.
    static func isLong(_ source: [UInt8]) -> Bool { source.count > longest }

    /// Does something that takes long away from the event loops.
    ///
    /// - Throws: `WorkPoolError` if too much waits already; what the work throws.
    func away<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        guard let pool else { return try work() }
        return try await pool.run(work)
    }

    /// Reads something at once if it is short, and else away from the event loops.
    ///
    /// - Throws: `WorkPoolError` if too much waits already; what the work throws.
    func read<Result: Sendable>(
        _ source: [UInt8],
        _ work: @escaping @Sendable ([UInt8]) throws -> Result
    ) async throws -> Result {
        guard Self.isLong(source) else { return try work(source) }
        return try await away { try work(source) }
    }
}
