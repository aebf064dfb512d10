/// Why executions could not be kept or read.
public enum ExecutionStoreError: Error, Equatable, Sendable {
    /// There is no such execution.
    case notFound
    /// A text or a document is larger than may be kept; nothing was written.
    case tooLarge(ExecutionID, field: String, limit: Int)
    /// So many executions cannot be taken at once.
    case tooMany(limit: Int)
    /// So many messages wait already that no more are taken.
    case tooManyWaiting(limit: Int)
    /// The shard was given to another executor.
    case leaseLost(shard: Int16)
}

extension ExecutionStoreError: CustomStringConvertible {
    /// What was expected and what was found.
    public var description: String {
        switch self {
        case .notFound: "there is no such execution"
        case .tooLarge(let id, let field, let limit):
            "execution `\(id)`, `\(field)`: expected at most \(limit) bytes, found more"
        case .tooMany(let limit): "more than \(limit) executions cannot be taken at once; narrow the search"
        case .tooManyWaiting(let limit): "\(limit) commands wait to be carried out; try again later"
        case .leaseLost(let shard): "the executions of shard \(shard) belong to another executor"
        }
    }
}
