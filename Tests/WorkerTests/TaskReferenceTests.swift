import Foundation
import Testing

@testable import Worker

@Suite("The reference of task types")
struct TaskReferenceTests {
    @Test func `is current`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/tasks.md")
        let text = try String(contentsOf: page.standardized, encoding: .utf8)
        #expect(text == TaskReference.text, "run `make docs`")
    }
}
