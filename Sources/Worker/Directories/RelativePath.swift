import JSON

/// The path of a file within a directory; it leads nowhere else.
struct RelativePath: Hashable {
    /// Its parts, none of them empty, `.` or `..`.
    let parts: [String]

    /// Makes a path, `nil` if the text is none or leads out of the directory.
    ///
    /// - Parameter text: The path, parts set apart by `/`.
    init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 1024, !text.utf8.contains(0), !text.utf8.contains(UInt8(ascii: "\\"))
        else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count <= 16 else { return nil }
        for part in parts where part.isEmpty || part == "." || part == ".." || part.utf8.count > 255 { return nil }
        self.parts = parts
    }
}
