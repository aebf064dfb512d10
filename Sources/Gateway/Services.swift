public import Access
public import Daemon

/// What operations work with besides the transaction they are lent.
public struct Services: Sendable {
    /// The time.
    public let clock: any WallClock
    /// Hashes and verifies passwords, a bounded number at once.
    public let passwords: Passwords
    /// The managed roles.
    public let templates: RoleTemplates
    /// Protects sessions from requests that other sites make.
    let crossSiteGuard: CrossSiteGuard

    /// Gathers the services of an instance.
    public init(clock: any WallClock, passwords: Passwords, templates: RoleTemplates, crossSiteKey: [UInt8]) {
        self.clock = clock
        self.passwords = passwords
        self.templates = templates
        self.crossSiteGuard = CrossSiteGuard(key: crossSiteKey)
    }
}
