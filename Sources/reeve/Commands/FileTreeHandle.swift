import Glibc
import Terminal

/// Finds files in folders.
@safe
enum FileTreeHandle {
    private static let (depthLimit, countLimit) = (32, 100_000)

    /// Whether a path is a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The files of a folder and the folders in it, in the order of their names; links to folders are not followed.
    ///
    /// - Throws: `CommandFailure` when a folder cannot be read, and where there are too many files.
    static func files(in folder: String, where condition: (String) -> Bool) throws(CommandFailure) -> [String] {
        var files: [String] = []
        try collect(folder, depth: 0, condition, &files)
        return files
    }

    private static func collect(
        _ folder: String,
        depth: Int,
        _ condition: (String) -> Bool,
        _ files: inout [String]
    ) throws(CommandFailure) {
        guard depth < depthLimit else { throw CommandFailure(.data, "`\(folder)` lies too deep") }
        for (name, isFolder) in try entries(of: folder) {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            if isFolder {
                try collect(path, depth: depth + 1, condition, &files)
            } else if condition(name) {
                files.append(path)
            }
            guard files.count <= countLimit else {
                throw CommandFailure(.data, "there are more than \(countLimit) files in the folder")
            }
        }
    }

    private static func entries(of folder: String) throws(CommandFailure) -> [(name: String, isFolder: Bool)] {
        guard let handle = unsafe opendir(folder) else {
            throw CommandFailure(.data, "`\(folder)` cannot be read: \(SystemCode.text)")
        }
        defer { unsafe closedir(handle) }
        var entries: [(name: String, isFolder: Bool)] = []
        while let entry = unsafe readdir(handle) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            // Hidden folders hold what tools keep for themselves.
            guard !name.hasPrefix(".") else { continue }
            var status = stat()
            guard unsafe lstat("\(folder)/\(name)", &status) == 0 else { continue }
            entries.append((name, status.st_mode & S_IFMT == S_IFDIR))
        }
        return entries.sorted { $0.name < $1.name }
    }
}
