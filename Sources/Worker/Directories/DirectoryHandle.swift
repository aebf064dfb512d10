import Glibc

/// Owns a private folder: nobody else may look into it, and it is removed with all that is in it.
///
/// Files are reached from its descriptor part by part, and no link is followed.
@safe
final class DirectoryHandle: Sendable {
    /// Where the folder is.
    let path: String
    private let descriptor: Int32

    /// Makes a folder of a name that nobody can guess.
    ///
    /// - Parameter root: The folder to make it in.
    /// - Throws: `DirectoryError` if the system refuses.
    init(in root: String) throws(DirectoryError) {
        var template = Array((root + "/reeve-XXXXXX").utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw .system(call: "mkdtemp", code: errno) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            unsafe rmdir(path)
            throw .system(call: "open", code: code)
        }
        (self.path, self.descriptor) = (path, descriptor)
    }

    deinit { close(descriptor) }

    /// Writes a file; folders on the way are made, and a file that is there is replaced.
    func write(_ bytes: [UInt8], to path: RelativePath) throws(DirectoryError) {
        let folder = try openFolder(of: path)
        defer { close(folder) }
        let name = path.parts[path.parts.count - 1]
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
        let file = unsafe openat(folder, name, flags, 0o600)
        guard file >= 0 else { throw .system(call: "openat", code: errno) }
        defer { close(file) }
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(file, buffer.baseAddress.map { unsafe $0 + sent }, buffer.count - sent)
            }
            if count > 0 {
                sent += count
            } else if errno != EINTR {
                throw .system(call: "write", code: errno)
            }
        }
    }

    /// The descriptor of the folder that a file is in.
    private func openFolder(of path: RelativePath) throws(DirectoryError) -> Int32 {
        var folder = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard folder >= 0 else { throw .system(call: "fcntl", code: errno) }
        for part in path.parts.dropLast() {
            let made = unsafe mkdirat(folder, part, 0o700)
            let code = errno
            let next = made == 0 || code == EEXIST ? Self.openFolder(part, in: folder) : -1
            close(folder)
            guard next >= 0 else { throw .system(call: "mkdirat", code: code) }
            folder = next
        }
        return folder
    }

    private static func openFolder(_ name: String, in folder: Int32) -> Int32 {
        unsafe openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    }

    /// Removes the folder and all that is in it.
    func remove() {
        Self.empty(descriptor, depth: 0)
        unsafe rmdir(path)
    }

    /// Folders nest no deeper than paths have parts, and some more for what others may have made.
    private static let maximumDepth = 64

    private static func empty(_ folder: Int32, depth: Int) {
        let copy = unsafe openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard depth < maximumDepth, copy >= 0, let stream = unsafe fdopendir(copy) else {
            if copy >= 0 { close(copy) }
            return
        }
        defer { unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            guard unsafe unlinkat(folder, name, 0) != 0 else { continue }
            let inner = openFolder(name, in: folder)
            guard inner >= 0 else { continue }
            empty(inner, depth: depth + 1)
            close(inner)
            unsafe unlinkat(folder, name, AT_REMOVEDIR)
        }
    }
}
