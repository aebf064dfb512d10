import Expressions

/// The confined side: a process that runs programs of jq, and can do nothing else.
public enum JQSandbox {
    /// The word by which the program is told to be such a process.
    public static let word = "jq-sandbox"

    /// How much memory it may take beyond what it has from the start.
    static let memory: UInt64 = 256 << 20

    /// How much processor time it may take in all; whoever uses it makes another one long before.
    static let seconds: UInt64 = 30

    /// The longest program and input that are read.
    private static let maximumBytes = 16 << 20

    /// Confines the process, then answers requests on its standard streams until they end.
    ///
    /// - Returns: The code to exit with.
    public static func serve() -> Int32 {
        guard ConfinementHandle.confine(memory: memory, seconds: seconds), StreamHandle.write(JQFrame.ready) else {
            return 1
        }
        while let head = StreamHandle.read(JQFrame.requestHead) {
            let program = JQFrame.number(head[0..<4])
            let input = JQFrame.number(head[4..<8])
            let limit = JQFrame.number(head[8..<12])
            guard program <= maximumBytes, input <= maximumBytes, let body = StreamHandle.read(program + input) else {
                return 1
            }
            let request = ExpressionRequest.Program(
                source: String(decoding: body[..<program], as: UTF8.self),
                input: String(decoding: body[program...], as: UTF8.self)
            )
            guard StreamHandle.write(answer(request, limit: limit)) else { return 1 }
        }
        return 0
    }

    private static func answer(_ request: ExpressionRequest.Program, limit: Int) -> [UInt8] {
        do throws(ExpressionError) {
            return JQFrame.answer(try request.results(limit: limit))
        } catch {
            return JQFrame.answer(error)
        }
    }
}
