/// Why an archive was refused.
///
/// The name of an entry is shortened and has no control characters.
public enum ArchiveError: Error, Equatable, Sendable {
    /// The bytes are no archive that can be read, or a damaged one.
    case unreadable(reason: String)
    /// An entry is encrypted.
    case encrypted(entry: String)
    /// An entry is neither a file nor a folder.
    case notAFile(entry: String)
    /// The name of an entry leads out of the archive, or is none.
    case unsafeName(entry: String)
    /// Two entries have the same name.
    case repeated(entry: String)
    /// There are more entries than are read.
    case tooManyEntries(limit: Int)
    /// An entry holds more than is read.
    case entryTooLarge(entry: String, limit: Int)
    /// The entries hold more than is read of all together.
    case tooLarge(limit: Int)
    /// The content is so many times larger than the archive that it can only be meant to do harm.
    case tooDense(limit: Int)
    /// There is no memory left.
    case outOfMemory
    /// The archive cannot be written.
    case unwritable(reason: String)
}

extension ArchiveError: CustomStringConvertible {
    /// What was expected and what was found.
    public var description: String {
        switch self {
        case .unreadable(let reason): "expected a ZIP archive: \(reason)"
        case .encrypted(let entry): "`\(entry)` is encrypted"
        case .notAFile(let entry): "`\(entry)` is neither a file nor a folder"
        case .unsafeName(let entry): "`\(entry)` is not the name of a file in the archive"
        case .repeated(let entry): "`\(entry)` occurs twice"
        case .tooManyEntries(let limit): "the archive has more than \(limit) entries"
        case .entryTooLarge(let entry, let limit): "`\(entry)` has more than \(limit) bytes"
        case .tooLarge(let limit): "the archive holds more than \(limit) bytes"
        case .tooDense(let limit): "the content is more than \(limit) times as large as the archive"
        case .outOfMemory: "out of memory"
        case .unwritable(let reason): "the archive cannot be written: \(reason)"
        }
    }
}
