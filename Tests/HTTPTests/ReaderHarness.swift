@testable import HTTP

/// What a reader makes of some bytes: the pieces of a body joined, so that the result does not depend on their number.
enum Outcome: Equatable {
    case request(line: String, fields: [String], persistent: Bool, awaits: Bool)
    case body([UInt8])
    case end
    case refused(ProtocolViolation)
    case incomplete
}

/// Reads bytes, broken before each of the offsets given, to the end or the first refusal.
func read(_ bytes: [UInt8], splits: [Int] = [], limits: HeadLimits = HeadLimits()) -> [Outcome] {
    var reader = RequestReader(limits: limits, link: Link(peer: .local, isEncrypted: false))
    var outcomes: [Outcome] = []
    let bounds = [0] + splits.sorted() + [bytes.count]
    for (start, end) in zip(bounds, bounds.dropFirst()) {
        let piece = Array(bytes[start..<end])
        var position = 0
        reading: while true {
            do throws(ProtocolViolation) {
                switch try reader.next(piece.span, &position) {
                case .needMore: break reading
                case .head(let parsed):
                    let head = parsed.head
                    outcomes.append(
                        .request(
                            line:
                                "\(head.method) \(head.path) \(head.query ?? "-") \(head.authority ?? "-") \(head.version)",
                            fields: head.headers.all.map { "\($0.name): \($0.value)" },
                            persistent: parsed.isPersistent,
                            awaits: parsed.expectsContinue
                        )
                    )
                case .body(let range):
                    if case .body(let before)? = outcomes.last {
                        outcomes[outcomes.count - 1] = .body(before + piece[range])
                    } else {
                        outcomes.append(.body(Array(piece[range])))
                    }
                case .end:
                    outcomes.append(.end)
                    reader.proceed()
                }
            } catch {
                return outcomes + [.refused(error)]
            }
        }
    }
    return reader.isBetweenRequests ? outcomes : outcomes + [.incomplete]
}

func read(_ text: String, splits: [Int] = [], limits: HeadLimits = HeadLimits()) -> [Outcome] {
    read([UInt8](text.utf8), splits: splits, limits: limits)
}

/// The status some bytes are refused with, or nil.
func refusal(_ bytes: [UInt8]) -> Int? {
    guard case .refused(let violation)? = read(bytes).last else { return nil }
    return violation.status.code
}
