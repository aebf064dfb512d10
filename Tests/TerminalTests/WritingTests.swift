import JSON
import Terminal
import Testing

@Suite("Writing to a terminal")
struct WritingTests {
    @Test func `writes a table for people and for programs`() throws {
        let table = Table(
            [.init("Name", "name"), .init("Runs", "runs"), .init("Active", "active"), .init("Tags", "tags")],
            rows: [["flöw", 7, true, ["a", "b"]], ["x\u{1B}[2J\n\u{202E}", 1200, false], ["", 3.5, nil, ["k": 1]]]
        )
        #expect(
            table.text == """
                NAME                     RUNS  ACTIVE  TAGS
                flöw                        7  yes     a, b
                x\\u{1b}[2J\\u{a}\\u{202e}  1200  no
                                          3.5  -       {"k":1}

                """
        )
        let transcript = Transcript()
        transcript.console().write(table, as: .json)
        #expect(
            try JSON(parsing: transcript.output)[1] == [
                "name": "x\u{1B}[2J\n\u{202E}", "runs": 1200, "active": false, "tags": nil,
            ]
        )
        #expect(Table([.init("A", "a")]).text == "A\n")
        #expect(Table([.init("A", "a")]).json == [])
    }

    @Test func `rewrites one line on a terminal`() {
        var meter = ProgressMeter("Restoring", unit: "rows", total: 200, isInteractive: true)
        #expect(meter.advance(to: 0, after: .zero) == "\r\u{1B}[KRestoring: 0 of 200 rows (0 %)")
        #expect(meter.advance(to: 50, after: .milliseconds(99)) == nil)
        #expect(meter.advance(to: 51, after: .milliseconds(100)) == "\r\u{1B}[KRestoring: 51 of 200 rows (25 %)")
        #expect(meter.advance(to: 300, after: .milliseconds(210)) == "\r\u{1B}[KRestoring: 300 of 200 rows (100 %)")
        #expect(meter.finish(at: 200, after: .milliseconds(12_345)) == "\r\u{1B}[KRestoring: 200 rows in 12.3 s\n")
    }

    @Test func `writes few lines elsewhere`() {
        var meter = ProgressMeter("Restoring", unit: "rows", total: 1000, isInteractive: false)
        let lines = (0...1000).compactMap { meter.advance(to: $0, after: .milliseconds($0)) }
        #expect(lines.count == 10)
        #expect(lines.first == "Restoring: 0 of 1000 rows (0 %)\n")
        #expect(lines.last == "Restoring: 900 of 1000 rows (90 %)\n")
        var unknown = ProgressMeter("Exporting", unit: "records", isInteractive: false)
        let seconds = (0...25).compactMap { unknown.advance(to: $0, after: .seconds($0)) }
        #expect(seconds == ["Exporting: 0 records\n", "Exporting: 10 records\n", "Exporting: 20 records\n"])
        var none = ProgressMeter("Restoring", unit: "rows", total: 0, isInteractive: false)
        #expect(none.advance(to: 0, after: .zero) == "Restoring: 0 of 0 rows (100 %)\n")
    }

    @Test func `tells the progress of work, also of work that fails`() async throws {
        let transcript = Transcript()
        let result = try await transcript.console().withProgress("Counting", unit: "sheep", total: 2) { advance in
            advance(1)
            advance(2)
            return "asleep"
        }
        #expect(result == "asleep")
        #expect(
            transcript.error.hasPrefix(
                "Counting: 0 of 2 sheep (0 %)\nCounting: 1 of 2 sheep (50 %)\nCounting: 2 sheep in "
            )
        )
        let failing = Transcript()
        await #expect(throws: Unforeseen.self) {
            try await failing.console(isInteractive: true).withProgress("Counting", unit: "sheep") { _ in
                throw Unforeseen()
            }
        }
        #expect(failing.error == "\r\u{1B}[KCounting: 0 sheep\n")
        #expect(transcript.output == "")
    }
}
