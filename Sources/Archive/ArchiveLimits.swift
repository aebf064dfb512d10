/// What an archive may ask of its reader.
public struct ArchiveLimits: Sendable {
    /// How many entries there may be, folders among them.
    public var maximumEntries: Int

    /// How many bytes one entry may hold.
    public var maximumEntryBytes: Int

    /// How many bytes all entries may hold together.
    public var maximumBytes: Int

    /// How many times larger the content may be than the archive.
    public var maximumRatio: Int

    /// Up to here the ratio does not matter: a few lines that repeat themselves are no bomb.
    static let harmless = 1 << 20

    /// Two thousand entries of a mebibyte, 32 mebibytes together, a ratio of 200.
    public static let `default` = ArchiveLimits()

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - maximumEntries: How many entries there may be.
    ///   - maximumEntryBytes: How many bytes one entry may hold.
    ///   - maximumBytes: How many bytes all entries may hold together.
    ///   - maximumRatio: How many times larger the content may be than the archive.
    public init(
        maximumEntries: Int = 2000,
        maximumEntryBytes: Int = 1 << 20,
        maximumBytes: Int = 32 << 20,
        maximumRatio: Int = 200
    ) {
        self.maximumEntries = maximumEntries
        self.maximumEntryBytes = maximumEntryBytes
        self.maximumBytes = maximumBytes
        self.maximumRatio = maximumRatio
    }
}
