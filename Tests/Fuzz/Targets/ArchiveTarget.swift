@testable import Archive
@testable import Flows
@testable import Gateway

/// Archives and texts of several flows.
///
/// Bytes are refused, or read as files within the limits whose names lead nowhere else; files that are written are read as the
/// same files. The documents of a text are pieces of it in their order, and no piece has a line that begins another.
let archiveTarget = FuzzTarget(name: "archive") { input in
    let limits = ArchiveLimits(maximumEntries: 8, maximumEntryBytes: 4096, maximumBytes: 8192)
    if let entries = read({ () throws(ArchiveError) in try ZIPArchive.entries(of: input, limits: limits) }) {
        try claim(entries.count <= 8, "an archive has more files than the limit")
        try claim(entries.allSatisfy { $0.content.count <= 4096 }, "a file is larger than the limit")
        try claim(entries.reduce(0) { $0 + $1.content.count } <= 8192, "the files are larger than the limit")
        try claim(Set(entries.map(\.name)).count == entries.count, "two files have one name")
        for entry in entries {
            let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
            try claim(!parts.contains("..") && !parts.contains(""), "a name leads out of the archive")
        }
    }
    try checkWritten(input.parts(separatedBy: 0xFF, most: 6))
    try checkDocuments(of: input)
}

/// Writes contents as files, and reads them.
private func checkWritten(_ contents: [[UInt8]]) throws {
    let writer = try ZIPWriter()
    let entries = contents.enumerated().map { ArchiveEntry(name: "team.flow-\($0).yml", content: $1) }
    var bytes: [UInt8] = []
    for entry in entries {
        bytes += try writer.add(entry, modified: 0)
    }
    bytes += try writer.finish()
    let again = read { () throws(ArchiveError) in try ZIPArchive.entries(of: bytes) }
    try claim(again == entries, "files that are written are read as others")
}

private func checkDocuments(of text: [UInt8]) throws(Finding) {
    guard let parts = read({ () throws(FlowStoreError) in try FlowDocuments.parts(of: text) }) else { return }
    var rest = text[...]
    for part in parts {
        guard let start = rest.indices.first(where: { rest[$0...].starts(with: part) }) else {
            throw Finding(description: "a document is no piece of its text, or out of order")
        }
        rest = rest[(start + part.count)...]
        let lines = part.split(separator: 0x0A, omittingEmptySubsequences: false)
        try claim(
            !lines.dropFirst().contains { Array($0) == Array("---".utf8) },
            "a document has the beginning of another"
        )
    }
}
