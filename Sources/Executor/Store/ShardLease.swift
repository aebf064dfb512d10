public import Daemon
public import Tenancy

/// The right to be the only one that writes the executions of a shard, for a time.
public struct ShardLease: Sendable, Hashable {
    /// Identifies an executor.
    public typealias Holder = Identifier<ShardLease>

    /// The shard.
    public var shard: Int16

    /// Who has it.
    public var holder: Holder

    /// Grows whenever the shard is given to somebody: what is written under an older one is refused.
    public var term: Int64

    /// When it is over unless it is renewed.
    public var expiresAt: Instant
}

/// Executions of a tenant in one shard that have something to do.
public struct ShardWork: Sendable, Hashable {
    /// The tenant.
    public var tenant: Tenant.ID

    /// The shard.
    public var shard: Int16

    /// Makes a reference.
    ///
    /// - Parameters:
    ///   - tenant: The tenant.
    ///   - shard: The shard.
    public init(tenant: Tenant.ID, shard: Int16) {
        (self.tenant, self.shard) = (tenant, shard)
    }
}
