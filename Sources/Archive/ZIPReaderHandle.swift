import CArchive

/// Owns a `struct archive` that reads, and the bytes it reads from.
@safe
struct ZIPReaderHandle: ~Copyable {
    /// What is told of an entry before it is read.
    struct Header {
        enum Kind {
            case file
            case folder
            case other
        }

        var name: String
        var kind: Kind
        var isEncrypted: Bool
    }

    private let archive: OpaquePointer
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let block: UnsafeMutableRawBufferPointer

    /// Starts reading a copy of the bytes as a ZIP archive and as nothing else.
    init(_ bytes: [UInt8]) throws(ArchiveError) {
        guard let archive = unsafe archive_read_new() else { throw .outOfMemory }
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        guard unsafe archive_read_support_format_zip(archive) == ARCHIVE_OK,
            unsafe archive_read_open_memory(archive, input.baseAddress, input.count) == ARCHIVE_OK
        else {
            let failure = unsafe Self.failure(of: archive)
            unsafe archive_read_free(archive)
            unsafe input.deallocate()
            throw failure
        }
        unsafe self.archive = archive
        unsafe self.input = input
        unsafe self.block = .allocate(byteCount: 1 << 16, alignment: 16)
    }

    deinit {
        unsafe archive_read_free(archive)
        unsafe input.deallocate()
        unsafe block.deallocate()
    }

    /// Goes on to the next entry; what was not read of the one before is passed over.
    ///
    /// - Returns: What is told of it, `nil` at the end.
    func next() throws(ArchiveError) -> Header? {
        // Names are converted by the locale of the thread.
        let locale = unsafe carchive_use_utf8()
        defer { unsafe carchive_use(locale) }
        var entry: OpaquePointer?
        switch unsafe archive_read_next_header(archive, &entry) {
        case ARCHIVE_EOF: return nil
        case ARCHIVE_OK, ARCHIVE_WARN: break
        default: throw unsafe Self.failure(of: archive)
        }
        guard let entry = unsafe entry else { throw unsafe Self.failure(of: archive) }
        let type = unsafe UInt32(archive_entry_filetype(entry))
        return unsafe Header(
            name: Self.name(of: entry),
            kind: type == carchive_regular() ? .file : type == carchive_folder() ? .folder : .other,
            isEncrypted: archive_entry_is_encrypted(entry) != 0
        )
    }

    /// The next part of the entry, at most 64 KiB; `nil` at its end.
    func read() throws(ArchiveError) -> [UInt8]? {
        let count = unsafe archive_read_data(archive, block.baseAddress, block.count)
        guard count >= 0 else { throw unsafe Self.failure(of: archive) }
        guard count > 0 else { return nil }
        return unsafe Array(block[..<count])
    }

    private static func name(of entry: OpaquePointer) -> String {
        if let name = unsafe archive_entry_pathname_utf8(entry) { return unsafe String(cString: name) }
        if let name = unsafe archive_entry_pathname(entry) { return unsafe String(cString: name) }
        return ""
    }

    private static func failure(of archive: OpaquePointer) -> ArchiveError {
        guard let text = unsafe archive_error_string(archive) else { return .unreadable(reason: "it is damaged") }
        let reason = unsafe String(cString: text)
        return .unreadable(reason: reason.prefix(1).lowercased() + reason.dropFirst().prefix(200))
    }
}
