import Expressions

/// What is said to and by a process that runs programs of jq: numbers of four bytes, the least significant first, and bytes.
enum JQFrame {
    /// What a process says once it is confined.
    static let ready: [UInt8] = Array("ready\n".utf8)

    /// How many bytes the head of a request, and of an answer, has.
    static let requestHead = 12
    static let answerHead = 5

    /// A program, its input, and how many bytes its results may take.
    static func request(_ request: ExpressionRequest.Program, limit: Int) -> [UInt8] {
        let (program, input) = (Array(request.source.utf8), Array(request.input.utf8))
        return number(program.count) + number(input.count) + number(limit) + program + input
    }

    /// The results, one after the other with its length.
    static func answer(_ results: [String]) -> [UInt8] {
        let bytes = results.flatMap { number($0.utf8.count) + $0.utf8 }
        return [0] + number(bytes.count) + bytes
    }

    /// Why there are none.
    static func answer(_ error: ExpressionError) -> [UInt8] {
        let reason = Array(error.reason.utf8.prefix(1000))
        return [error.kind == .limit ? 2 : 1] + number(reason.count) + reason
    }

    static func number(_ value: Int) -> [UInt8] {
        let value = UInt32(clamping: value)
        return (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Reads the body of an answer, `nil` if it is none.
    ///
    /// - Parameters:
    ///   - status: The first byte of the head.
    ///   - body: What follows the head.
    /// - Returns: The results, or why there are none.
    static func read(_ status: UInt8, _ body: [UInt8]) -> Result<[String], ExpressionError>? {
        guard status == 0 else {
            guard status <= 2 else { return nil }
            return .failure(
                ExpressionError(status == 2 ? .limit : .value, String(decoding: body, as: UTF8.self), name: "jq")
            )
        }
        var (results, rest) = ([String](), body[...])
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let count = number(rest)
            rest = rest.dropFirst(4)
            guard count <= rest.count else { return nil }
            results.append(String(decoding: rest.prefix(count), as: UTF8.self))
            rest = rest.dropFirst(count)
        }
        return .success(results)
    }
}
