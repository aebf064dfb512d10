/// How a transaction is run.
public struct TransactionOptions: Sendable {
    /// What a transaction sees of concurrent ones.
    public enum Isolation: Sendable, Hashable {
        /// Each statement sees what was committed before it.
        case readCommitted
        /// All statements see what was committed before the first.
        case repeatableRead
        /// As if transactions ran one after the other.
        case serializable
    }

    /// When a transaction is started again.
    public enum Retry: Sendable, Hashable {
        /// Never.
        case never
        /// After a conflict with another transaction, or a connection lost before the commit was sent; not when there
        /// was no connection within the time allowed for it.
        ///
        /// The body runs again from its start, so it must have no effects but those in the transaction.
        case whenSafe
    }

    /// Settings that hold for the transaction, sent in the same round trip as its first statement.
    public var settings: [(name: StaticString, value: String)] = []
    /// The role that the transaction runs as.
    public var role: StaticString?
    /// Whether the server refuses changes; the end of such a transaction is not waited for.
    public var readOnly = false
    /// What the transaction sees of concurrent ones.
    public var isolation = Isolation.readCommitted
    /// Whether the commit is on disk when it is acknowledged; off only where a crash may lose it.
    public var synchronousCommit = true
    /// How long one statement may run; nil for the configuration's.
    public var statementTimeout: Duration?
    /// How long the whole may take, from the wait for a connection to the commit.
    public var deadline: Duration?
    /// When the body is run again.
    public var retry = Retry.whenSafe

    /// Makes options; what is not said has its default.
    public init(
        settings: [(name: StaticString, value: String)] = [],
        role: StaticString? = nil,
        readOnly: Bool = false,
        isolation: Isolation = .readCommitted,
        synchronousCommit: Bool = true,
        statementTimeout: Duration? = nil,
        deadline: Duration? = nil,
        retry: Retry = .whenSafe
    ) {
        self.settings = settings
        self.role = role
        self.readOnly = readOnly
        self.isolation = isolation
        self.synchronousCommit = synchronousCommit
        self.statementTimeout = statementTimeout
        self.deadline = deadline
        self.retry = retry
    }
}

extension TransactionOptions {
    /// The statements that open the transaction.
    var opening: [Statement] {
        [Statement(text: "begin isolation level \(level) read \(readOnly ? "only" : "write")", binds: [])] + setup
    }

    private var level: String {
        switch isolation {
        case .readCommitted: "read committed"
        case .repeatableRead: "repeatable read"
        case .serializable: "serializable"
        }
    }

    /// One statement that makes all the settings; none when there are none.
    var setup: [Statement] {
        var all = settings.map { (name: $0.name.description, value: $0.value) }
        if let statementTimeout { all.append(("statement_timeout", "\(max(1, statementTimeout.milliseconds))")) }
        if !synchronousCommit { all.append(("synchronous_commit", "off")) }
        // The role comes last: it may not be allowed what this one is.
        if let role { all.append(("role", role.description)) }
        guard !all.isEmpty else { return [] }
        var text = "select "
        for (index, setting) in all.enumerated() {
            precondition(!setting.name.utf8.contains(UInt8(ascii: "'")), "the name of a setting holds a quote")
            text += "\(index > 0 ? ", " : "")set_config('\(setting.name)', $\(index + 1), true)"
        }
        return [Statement(text: text, binds: all.map { Bind($0.value) })]
    }
}
