import Archive
import Testing

@Suite("Reading ZIP archives")
struct ZIPArchiveTests {
    private typealias File = ZIPBuilder.File

    private func refusal(_ bytes: [UInt8], limits: ArchiveLimits = .default) -> ArchiveError? {
        #expect(throws: ArchiveError.self) { try ZIPArchive.entries(of: bytes, limits: limits) }
    }

    private func zeros(_ count: Int) throws -> [UInt8] {
        let writer = try ZIPWriter()
        let head = try writer.add(ArchiveEntry(name: "zeros", content: Array(repeating: 0, count: count)), modified: 0)
        return try head + writer.finish()
    }

    @Test func `files come in their order, and folders are passed over`() throws {
        let archive = ZIPBuilder.archive([
            File(name: "b/", content: [], mode: 0o040755), File(name: "b/two.yml", content: Array("two".utf8)),
            File(name: "ünicode.yml", content: Array("one".utf8)), File(name: "empty", content: []),
        ])
        let entries = try ZIPArchive.entries(of: archive)
        #expect(entries.map(\.name) == ["b/two.yml", "ünicode.yml", "empty"])
        #expect(entries.map(\.content) == [Array("two".utf8), Array("one".utf8), []])
    }

    @Test func `an archive without files has none`() throws {
        #expect(try ZIPArchive.entries(of: ZIPBuilder.archive([])).isEmpty)
    }

    @Test(arguments: [
        "../x", "a/../../x", "/etc/passwd", "a\\..\\x", "C:x", "a//b", "./a", "a/.", "a\u{1}b", "..",
        String(repeating: "a", count: 513),
    ])
    func `a name that leads out of the archive is refused`(_ name: String) {
        let archive = ZIPBuilder.archive([File(name: name, content: [1])])
        guard case .unsafeName = refusal(archive) else {
            Issue.record("was not refused for its name")
            return
        }
    }

    @Test func `an encrypted file is refused`() {
        let archive = ZIPBuilder.archive([File(name: "a", content: Array(repeating: 7, count: 20), flags: 1)])
        #expect(refusal(archive) == .encrypted(entry: "a"))
    }

    @Test func `a link is refused`() {
        let archive = ZIPBuilder.archive([File(name: "a", content: Array("/etc/passwd".utf8), mode: 0o120777)])
        #expect(refusal(archive) == .notAFile(entry: "a"))
    }

    @Test func `two files of one name are refused`() {
        let archive = ZIPBuilder.archive([File(name: "a", content: [1]), File(name: "a", content: [2])])
        #expect(refusal(archive) == .repeated(entry: "a"))
    }

    @Test func `bounds hold, whatever the headers say`() throws {
        let three = ZIPBuilder.archive(["a", "b", "c"].map { File(name: $0, content: Array(repeating: 1, count: 10)) })
        #expect(refusal(three, limits: ArchiveLimits(maximumEntries: 2)) == .tooManyEntries(limit: 2))
        #expect(
            refusal(three, limits: ArchiveLimits(maximumEntryBytes: 9)) == .entryTooLarge(entry: "a", limit: 9)
        )
        #expect(refusal(three, limits: ArchiveLimits(maximumBytes: 29)) == .tooLarge(limit: 29))
        let limits = ArchiveLimits(maximumEntries: 3, maximumEntryBytes: 10, maximumBytes: 30)
        #expect(try ZIPArchive.entries(of: three, limits: limits).count == 3)
    }

    @Test func `a bomb is refused before it is unpacked`() throws {
        let bomb = try zeros(64 << 20)
        #expect(bomb.count < 1 << 17)
        #expect(refusal(bomb) == .entryTooLarge(entry: "zeros", limit: 1 << 20))
        let wide = ArchiveLimits(maximumEntryBytes: .max, maximumBytes: .max)
        #expect(refusal(bomb, limits: wide) == .tooDense(limit: 200))
    }

    @Test func `what is damaged is refused or read, and never trapped over`() throws {
        let whole = ZIPBuilder.archive([
            File(name: "a.yml", content: Array("id: a".utf8)), File(name: "b.yml", content: Array("id: b".utf8)),
        ])
        for count in whole.indices {
            _ = try? ZIPArchive.entries(of: Array(whole[..<count]))
        }
        for index in whole.indices {
            for mask: UInt8 in [1, 0x80, 0xFF] {
                var damaged = whole
                damaged[index] ^= mask
                _ = try? ZIPArchive.entries(of: damaged)
            }
        }
        var content = whole
        // The fifth byte of the first file's content, which its checksum covers.
        content[30 + 5 + 4] ^= 1
        guard case .unreadable = refusal(content) else {
            Issue.record("a wrong checksum was not noticed")
            return
        }
    }

    @Test(arguments: ["", "PK", "id: a", "PK\u{3}\u{4}", "\u{1F}\u{8B}"])
    func `what is no archive is refused`(_ text: String) {
        guard case .unreadable = refusal(Array(text.utf8)) else {
            Issue.record("was not refused")
            return
        }
    }
}

@Suite("Writing ZIP archives")
struct ZIPWriterTests {
    @Test func `what is written part by part is read as a whole`() throws {
        let writer = try ZIPWriter()
        let files = (0..<300).map { index in
            ArchiveEntry(name: "team.flow-\(index).yml", content: Array("id: flow-\(index)\n".utf8))
        }
        var bytes: [UInt8] = []
        var parts = 0
        for file in files {
            let part = try writer.add(file, modified: 1_700_000_000)
            parts += part.isEmpty ? 0 : 1
            bytes += part
        }
        #expect(parts > 1)
        bytes += try writer.finish()
        #expect(try ZIPArchive.entries(of: bytes) == files)
    }

    @Test func `an archive that is given up leaves nothing behind`() throws {
        for _ in 0..<100 {
            let writer = try ZIPWriter()
            _ = try writer.add(ArchiveEntry(name: "a", content: [1]), modified: 0)
        }
    }

    @Test func `a name that leads out of the archive is refused`() throws {
        let writer = try ZIPWriter()
        #expect(throws: ArchiveError.unsafeName(entry: "../a")) {
            try writer.add(ArchiveEntry(name: "../a", content: []), modified: 0)
        }
    }
}
