import Synchronization

/// A private folder that the tasks of a `WorkingDirectory` share.
final class WorkingDirectory: Sendable {
    /// The tenant whose it is.
    let tenant: String
    private let handle: DirectoryHandle
    private let limits: DirectoryLimits
    private let used = Mutex((files: 0, bytes: 0))

    /// Makes a folder.
    init(of tenant: String, _ limits: DirectoryLimits) throws(DirectoryError) {
        handle = try DirectoryHandle(in: limits.root)
        (self.tenant, self.limits) = (tenant, limits)
    }

    /// Where the folder is.
    var path: String { handle.path }

    /// Writes a file; what it took before is not given back.
    func write(_ bytes: [UInt8], to path: RelativePath) throws(DirectoryError) {
        let refusal = used.withLock { used -> DirectoryError? in
            guard used.files < limits.maximumFiles else { return .tooManyFiles(limits.maximumFiles) }
            guard bytes.count <= limits.maximumBytes - used.bytes else { return .tooLarge(limits.maximumBytes) }
            used.files += 1
            used.bytes += bytes.count
            return nil
        }
        if let refusal { throw refusal }
        try handle.write(bytes, to: path)
    }

    /// Removes the folder and all that is in it.
    func remove() {
        handle.remove()
    }
}
