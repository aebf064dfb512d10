/// Reading ZIP archives.
public enum ZIPArchive {
    /// The bytes that an archive begins with; an empty one has only its end.
    private static let signatures: [[UInt8]] = [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]]

    /// Whether bytes begin as a ZIP archive does.
    ///
    /// - Parameter bytes: The bytes.
    /// - Returns: Whether they do; they may be damaged all the same.
    public static func isLikely(_ bytes: [UInt8]) -> Bool {
        signatures.contains { bytes.starts(with: $0) }
    }

    /// Reads all files of an archive into memory.
    ///
    /// Refused are names that lead out of the archive, links and devices, encrypted entries, two of one name, damage, and
    /// whatever exceeds the limits; what is unpacked is counted as it comes, whatever the headers say. Folders are passed
    /// over.
    ///
    /// - Parameters:
    ///   - bytes: The whole archive.
    ///   - limits: What the archive may ask of us.
    /// - Returns: The files in their order.
    /// - Throws: ``ArchiveError``.
    public static func entries(
        of bytes: [UInt8],
        limits: ArchiveLimits = .default
    ) throws(ArchiveError) -> [ArchiveEntry] {
        guard isLikely(bytes) else { throw .unreadable(reason: "the bytes do not begin as one does") }
        let reader = try ZIPReaderHandle(bytes)
        var (entries, names, count, total): ([ArchiveEntry], Set<String>, Int, Int) = ([], [], 0, 0)
        while let header = try reader.next() {
            count += 1
            guard count <= limits.maximumEntries else { throw .tooManyEntries(limit: limits.maximumEntries) }
            let shown = ArchiveEntry.excerpt(of: header.name)
            guard ArchiveEntry.isSafe(name: header.name) else { throw .unsafeName(entry: shown) }
            guard !header.isEncrypted else { throw .encrypted(entry: shown) }
            guard header.kind != .folder else { continue }
            guard header.kind == .file else { throw .notAFile(entry: shown) }
            guard names.insert(header.name).inserted else { throw .repeated(entry: shown) }
            var content: [UInt8] = []
            while let part = try reader.read() {
                content += part
                total += part.count
                guard content.count <= limits.maximumEntryBytes else {
                    throw .entryTooLarge(entry: shown, limit: limits.maximumEntryBytes)
                }
                guard total <= limits.maximumBytes else { throw .tooLarge(limit: limits.maximumBytes) }
                guard total <= ArchiveLimits.harmless || total / limits.maximumRatio <= bytes.count else {
                    throw .tooDense(limit: limits.maximumRatio)
                }
            }
            entries.append(ArchiveEntry(name: header.name, content: content))
        }
        return entries
    }
}
