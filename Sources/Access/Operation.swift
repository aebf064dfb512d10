public import Audit
public import Crypto
public import Postgres
public import Tenancy

/// One thing that can be asked of the service: what right it takes, where, and what it does in the transaction it is lent.
public protocol Operation: Sendable {
    /// What the operation answers.
    associatedtype Output: Sendable

    /// The right that the operation takes, and the name it is recorded under.
    static var permission: Permission { get }
    /// Whose data the operation works on.
    static var scope: Scope { get }
    /// Where in the tenant the right is asked for.
    var target: Target { get }
    /// The integration whose tokens alone open the operation; `nil` for an operation that no integration's token opens.
    var integration: UUID? { get }

    /// What allows the operation to a caller whose roles do not; asked only then.
    func otherGround(for principal: Principal, in tx: borrowing Transaction) async throws -> Decision.Ground?
}

extension Operation {
    /// The tenant, unless the operation says otherwise.
    public static var scope: Scope { .tenant }
    /// The tenant as a whole, unless the operation says otherwise.
    public var target: Target { .tenant }
    /// None, unless the operation says otherwise.
    public var integration: UUID? { nil }

    /// Nothing, unless the operation says otherwise.
    public func otherGround(for principal: Principal, in tx: borrowing Transaction) async throws -> Decision.Ground? {
        nil
    }
}

/// Whose data an operation works on.
public enum Scope: Sendable {
    /// The tenant of the request: for those whose roles there grant the permission.
    case tenant
    /// The instance: for those who manage it.
    case instance
    /// The caller's own account: for all who are signed in.
    case own

    /// The name in the API's description.
    package var name: String {
        switch self {
        case .tenant: "tenant"
        case .instance: "instance"
        case .own: "own"
        }
    }
}

/// Where in a tenant a right is asked for.
public enum Target: Sendable, Equatable {
    /// The tenant as a whole.
    case tenant
    /// A namespace.
    case namespace(Namespace.Name)
    /// Wherever the caller has the right; the operation keeps to ``Grants/visibleNamespaces(for:)``.
    case anywhere

    /// The namespace, if it is one.
    public var namespaceName: Namespace.Name? {
        guard case .namespace(let name) = self else { return nil }
        return name
    }
}

extension Grants {
    /// Decides whether the account may do something at a target.
    public func decide(_ permission: Permission, at target: Target) -> Decision {
        switch target {
        case .tenant: decide(permission)
        case .namespace(let name): decide(permission, in: name)
        case .anywhere: decideAnywhere(permission)
        }
    }
}

/// An operation that changes nothing.
public protocol Read: Operation {
    // Said again, here and in `Change`: the compiler infers it from the requirement beside it.
    /// What the operation answers.
    associatedtype Output

    /// Whether the read is recorded, as an export of the audit log is.
    static var isRecorded: Bool { get }

    /// Answers from a transaction that cannot write.
    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Output
}

extension Read {
    /// Not recorded, unless the operation says otherwise.
    public static var isRecorded: Bool { false }
}

/// An operation that changes something: it commits with the record of what it changed, or not at all.
public protocol Change: Operation {
    /// What the operation answers.
    associatedtype Output

    /// Makes the change in the transaction it is lent.
    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<Output>
}

/// A change that needs something slow first, such as the hash of a password: made once the caller is known to have the right, and before the transaction that changes.
public protocol PreparedChange: Change {
    /// Whether there is anything slow to do; asked before the caller is known.
    var needsPreparation: Bool { get }

    /// Reads what the slow part needs, in a transaction that cannot write.
    mutating func gather(by principal: Principal, in tx: borrowing Transaction) async throws

    /// Does the slow part.
    mutating func prepare() async throws
}

extension PreparedChange {
    /// There is, unless the operation says otherwise.
    public var needsPreparation: Bool { true }
    /// Nothing, unless the operation says otherwise.
    public mutating func gather(by principal: Principal, in tx: borrowing Transaction) async throws {}
}

/// What an operation answers, with what it changed.
public struct Recorded<Output: Sendable>: Sendable {
    /// What the operation answers.
    public var output: Output
    /// What it changed: one entry an object.
    public var changes: [RecordedChange]

    /// An answer, and the one object that changed.
    public init(_ output: Output, _ change: RecordedChange) {
        self.output = output
        self.changes = [change]
    }

    /// An answer, and the objects that changed; none if the operation found that there was nothing to change.
    public init(_ output: Output, _ changes: [RecordedChange]) {
        self.output = output
        self.changes = changes
    }
}
