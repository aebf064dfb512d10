import CArchive

/// Owns a `struct archive` that writes, and what it has written.
@safe
struct ZIPWriterHandle: ~Copyable {
    /// Where libarchive's writes go.
    private final class Output {
        var bytes: [UInt8] = []
    }

    private let archive: OpaquePointer
    private let output: Unmanaged<Output>

    /// Starts a ZIP archive in memory.
    init() throws(ArchiveError) {
        guard let archive = unsafe archive_write_new() else { throw .outOfMemory }
        let output = unsafe Unmanaged.passRetained(Output())
        guard unsafe archive_write_set_format_zip(archive) == ARCHIVE_OK,
            // What is written comes at once, and the end is not filled up.
            unsafe archive_write_set_bytes_per_block(archive, 0) == ARCHIVE_OK,
            unsafe archive_write_open(
                archive,
                output.toOpaque(),
                nil,
                { _, context, bytes, count in unsafe Self.take(bytes, count, context) },
                nil
            ) == ARCHIVE_OK
        else {
            let failure = unsafe Self.failure(of: archive)
            unsafe archive_write_free(archive)
            unsafe output.release()
            throw failure
        }
        unsafe self.archive = archive
        unsafe self.output = output
    }

    deinit {
        // Closes an archive that was given up, which writes once more.
        unsafe archive_write_free(archive)
        unsafe output.release()
    }

    /// Adds a file.
    func add(name: String, modified: Int, _ content: [UInt8]) throws(ArchiveError) {
        guard let entry = unsafe archive_entry_new() else { throw .outOfMemory }
        defer { unsafe archive_entry_free(entry) }
        unsafe archive_entry_set_pathname(entry, name)
        unsafe archive_entry_set_filetype(entry, carchive_regular())
        unsafe archive_entry_set_perm(entry, 0o644)
        unsafe archive_entry_set_size(entry, la_int64_t(content.count))
        unsafe archive_entry_set_mtime(entry, time_t(modified), 0)
        guard unsafe archive_write_header(archive, entry) == ARCHIVE_OK else { throw unsafe Self.failure(of: archive) }
        let written = unsafe content.withUnsafeBytes { bytes in
            unsafe archive_write_data(archive, bytes.baseAddress, bytes.count)
        }
        guard written == content.count else { throw unsafe Self.failure(of: archive) }
    }

    /// Ends the archive.
    func close() throws(ArchiveError) {
        guard unsafe archive_write_close(archive) == ARCHIVE_OK else { throw unsafe Self.failure(of: archive) }
    }

    /// What was written since this was last asked for.
    func take() -> [UInt8] {
        let output = unsafe output.takeUnretainedValue()
        defer { output.bytes = [] }
        return output.bytes
    }

    /// Takes what libarchive writes.
    private static func take(_ bytes: UnsafeRawPointer?, _ count: Int, _ context: UnsafeMutableRawPointer?) -> Int {
        guard let context = unsafe context, let bytes = unsafe bytes else { return -1 }
        let output = unsafe Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
        unsafe output.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    private static func failure(of archive: OpaquePointer) -> ArchiveError {
        guard let text = unsafe archive_error_string(archive) else { return .unwritable(reason: "no reason given") }
        return unsafe .unwritable(reason: String(cString: text))
    }
}
