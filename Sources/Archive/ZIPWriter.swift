import Synchronization

/// Writes a ZIP archive part by part: what has been added can be sent before the rest is there.
public final class ZIPWriter: Sendable {
    private let handle: Mutex<ZIPWriterHandle>

    /// Starts an archive.
    ///
    /// - Throws: ``ArchiveError``.
    public init() throws(ArchiveError) {
        self.handle = Mutex(try ZIPWriterHandle())
    }

    /// Adds a file, compressed.
    ///
    /// - Parameters:
    ///   - entry: The file.
    ///   - modified: When it was changed last, in seconds since 1970.
    /// - Returns: What the archive has grown by; may be empty.
    /// - Throws: ``ArchiveError``; nothing may be added afterwards.
    public func add(_ entry: ArchiveEntry, modified: Int) throws(ArchiveError) -> [UInt8] {
        guard ArchiveEntry.isSafe(name: entry.name) else {
            throw .unsafeName(entry: ArchiveEntry.excerpt(of: entry.name))
        }
        return try handle.withLock { (handle) throws(ArchiveError) -> [UInt8] in
            try handle.add(name: entry.name, modified: modified, entry.content)
            return handle.take()
        }
    }

    /// Ends the archive; nothing may be added afterwards.
    ///
    /// - Returns: The last part.
    /// - Throws: ``ArchiveError``.
    public func finish() throws(ArchiveError) -> [UInt8] {
        try handle.withLock { (handle) throws(ArchiveError) -> [UInt8] in
            try handle.close()
            return handle.take()
        }
    }
}
