import CPostgres
import Glibc

/// What the embedded cluster needs from the file system.
@safe
enum Files {
    /// Who owns a file, and what it is.
    struct Status: Equatable {
        var isFolder: Bool
        var permissions: UInt32
        var owner: UInt32
    }

    /// Nil when there is no such file.
    static func status(_ path: String) -> Status? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Status(
            isFolder: status.st_mode & S_IFMT == S_IFDIR,
            permissions: status.st_mode & 0o7777,
            owner: status.st_uid
        )
    }

    /// Makes a folder and those above it.
    static func makeFolder(_ path: String, mode: UInt32) throws(DatabaseError) {
        guard status(path)?.isFolder != true else { return }
        if let parent = parent(of: path) { try makeFolder(parent, mode: 0o755) }
        guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else { throw failure("cannot make the folder", path) }
    }

    /// The folder that holds a path; nil for the root or a lone name.
    static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        return String(path[..<slash])
    }

    static func setMode(_ path: String, _ mode: UInt32) throws(DatabaseError) {
        guard unsafe chmod(path, mode) == 0 else { throw failure("cannot set the mode of", path) }
    }

    static func setOwner(_ path: String, _ account: Account) throws(DatabaseError) {
        guard unsafe chown(path, account.user, account.group) == 0 else { throw failure("cannot give away", path) }
    }

    static func move(_ path: String, to other: String) throws(DatabaseError) {
        guard unsafe rename(path, other) == 0 else { throw failure("cannot rename", path) }
    }

    static func remove(_ path: String) { _ = unsafe unlink(path) }

    /// The names of what is in a folder; none when it cannot be read.
    static func names(in path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) { names.append(unsafe name(of: entry)) }
        return names
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
            unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
    }

    /// Removes a folder and everything in it, following no links.
    static func removeTree(_ path: String) {
        if let folder = unsafe opendir(path) {
            defer { unsafe closedir(folder) }
            while let entry = unsafe readdir(folder) {
                let name = unsafe name(of: entry)
                guard name != ".", name != ".." else { continue }
                let isFolder = unsafe entry.pointee.d_type == UInt8(DT_DIR)
                isFolder ? removeTree("\(path)/\(name)") : remove("\(path)/\(name)")
            }
        }
        _ = unsafe rmdir(path)
    }

    /// The text of a small file; nil when it cannot be read.
    static func read(_ path: String, limit: Int = 1 << 20) -> String? {
        let descriptor = unsafe reeve_open(path, O_RDONLY, 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while bytes.count < limit {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces a file as a whole.
    static func write(_ text: String, to path: String, mode: UInt32, owner: Account?) throws(DatabaseError) {
        let fresh = path + ".new"
        let descriptor = unsafe reeve_open(fresh, O_WRONLY | O_CREAT | O_TRUNC, mode)
        guard descriptor >= 0 else { throw failure("cannot write", fresh) }
        let bytes = [UInt8](text.utf8)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            guard count > 0 else {
                close(descriptor)
                throw failure("cannot write", fresh)
            }
            written += count
        }
        guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw failure("cannot write", fresh) }
        if let owner { try setOwner(fresh, owner) }
        try move(fresh, to: path)
    }

    /// Takes an exclusive lock that lasts as long as the process; nil when another process has it.
    static func lock(_ path: String) throws(DatabaseError) -> Int32? {
        let descriptor = unsafe reeve_open(path, O_RDWR | O_CREAT, 0o600)
        guard descriptor >= 0 else { throw failure("cannot open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// The target of a link, as of `/proc/<pid>/cwd`.
    static func link(_ path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { buffer in
            guard let base = buffer.baseAddress else { return -1 }
            return unsafe readlink(path, base.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return count >= 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }

    /// The path without links; nil when it does not exist.
    static func canonical(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// What the system calls an error number.
    static func text(of code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }

    static func failure(_ what: String, _ path: String) -> DatabaseError {
        .cluster("\(what) `\(path)`: \(Files.text(of: errno))")
    }
}

/// An account of the operating system.
struct Account: Sendable, Equatable {
    var name: String
    var user: UInt32
    var group: UInt32

    /// The account of a name.
    init?(named name: String) {
        guard let entry = unsafe getpwnam(name) else { return nil }
        self.name = name
        user = unsafe entry.pointee.pw_uid
        group = unsafe entry.pointee.pw_gid
    }

    /// The account that this process runs as.
    static var current: Account? {
        guard let entry = unsafe getpwuid(geteuid()), let name = unsafe entry.pointee.pw_name else { return nil }
        return unsafe Account(named: String(cString: name))
    }
}
