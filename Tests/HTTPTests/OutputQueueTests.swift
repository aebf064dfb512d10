import RandomData
import Testing

@testable import HTTP

@Suite("Bytes waiting to be sent")
struct OutputQueueTests {
    @Test func `come out in the order they went in, however they are taken`() {
        var generator = SeededGenerator(seed: 3)
        var queue = OutputQueue()
        var expected: [UInt8] = []
        var taken: [UInt8] = []
        var next: UInt8 = 0
        for _ in 0..<5000 {
            if Bool.random(using: &generator) {
                let piece = (0..<Int.random(in: 0...9, using: &generator)).map { _ -> UInt8 in
                    next &+= 1
                    return next
                }
                let start = Int.random(in: 0...piece.count, using: &generator)
                queue.append(piece, from: start)
                expected += piece[start...]
            } else if let (bytes, start) = queue.next {
                let count = Int.random(in: 0...(bytes.count - start), using: &generator)
                taken += bytes[start..<start + count]
                queue.drop(count)
            }
            #expect(queue.count == expected.count - taken.count)
            #expect(queue.isEmpty == (queue.next == nil))
        }
        while let (bytes, start) = queue.next {
            taken += bytes[start...]
            queue.drop(bytes.count - start)
        }
        #expect(taken == expected)
    }
}
