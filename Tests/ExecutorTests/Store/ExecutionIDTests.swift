import Postgres
import RandomData
import Testing

@testable import Executor

@Suite("Identifiers of executions")
struct ExecutionIDTests {
    @Test func `are read from their text`() throws {
        var random = SeededGenerator(seed: 11)
        let edges = [
            ExecutionID(0, 0), ExecutionID(0, 1), ExecutionID(0, .max), ExecutionID(1, 0), ExecutionID(.max, .max),
            ExecutionID(.max, 0),
        ]
        for id in edges + (0..<2000).map({ _ in ExecutionID(random.next(), random.next()) }) {
            #expect(ExecutionID(id.description) == id)
        }
        #expect(ExecutionID("0000000000000000000010") == ExecutionID(0, 62))
    }

    @Test(arguments: [
        "", "1", "000000000000000000000", "00000000000000000000000", "000000000000000000000-", "000000000000000000000é",
        "zzzzzzzzzzzzzzzzzzzzzz", "7n42DGM5Tflk9n8mt7Fhc8", "ffffffff-ffff-ffff-ffff", "000000000000000000 000",
    ])
    func `are refused in another form, and beyond 128 bits`(_ text: String) {
        #expect(ExecutionID(text) == nil)
    }

    @Test func `the greatest is the last that is read`() {
        #expect(ExecutionID(.max, .max).description == "7n42DGM5Tflk9n8mt7Fhc7")
    }

    @Test func `are sixteen bytes in the database, and their last one tells the shard`() throws {
        let id = ExecutionID(0x0102_0304_0506_0708, 0x1112_1314_1516_17F9)
        #expect(id.postgresUUIDBytes == [1, 2, 3, 4, 5, 6, 7, 8, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0xF9])
        #expect(ExecutionID(postgresUUIDBytes: id.postgresUUIDBytes) == id)
        #expect(id.shard == 9)
    }
}
