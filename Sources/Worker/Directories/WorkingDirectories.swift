import Synchronization

/// The working directories of a worker, by the task runs that opened them.
final class WorkingDirectories: Sendable {
    private let limits: DirectoryLimits
    private let open = Mutex<[String: WorkingDirectory]>([:])

    init(_ limits: DirectoryLimits) {
        self.limits = limits
    }

    /// How many there are.
    var count: Int { open.withLock { $0.count } }

    /// Makes a directory.
    ///
    /// - Parameters:
    ///   - name: The identifier of the task run that opens it.
    ///   - tenant: The tenant whose it is.
    /// - Returns: The directory.
    /// - Throws: `DirectoryError` if there is one of the name, there are too many, or the system refuses.
    func make(_ name: String, of tenant: String) throws(DirectoryError) -> WorkingDirectory {
        let refusal = open.withLock { open -> DirectoryError? in
            guard open[name] == nil else { return .exists }
            guard open.count < limits.maximumDirectories else {
                return .tooManyDirectories(limits.maximumDirectories)
            }
            let count = open.values.count { $0.tenant == tenant }
            return count < limits.maximumDirectoriesOfTenant
                ? nil : .tooManyDirectories(limits.maximumDirectoriesOfTenant)
        }
        if let refusal { throw refusal }
        let directory = try WorkingDirectory(of: tenant, limits)
        let isFirst = open.withLock { open in
            guard open[name] == nil else { return false }
            open[name] = directory
            return true
        }
        guard isFirst else {
            directory.remove()
            throw .exists
        }
        return directory
    }

    /// The directory of a name, `nil` if there is none or it is another tenant's.
    func directory(_ name: String, of tenant: String) -> WorkingDirectory? {
        open.withLock { $0[name] }.flatMap { $0.tenant == tenant ? $0 : nil }
    }

    /// Takes a directory out; it is then to be removed.
    func take(_ name: String) -> WorkingDirectory? {
        open.withLock { $0.removeValue(forKey: name) }
    }

    /// Removes all directories.
    func removeAll() {
        let all = open.withLock { open in
            defer { open = [:] }
            return open
        }
        for directory in all.values { directory.remove() }
    }
}
