/// The identifier of an execution or of one of its task runs: 128 bits.
///
/// The machine draws no random numbers. It derives the identifiers of task runs and of executions that it asks for from
/// that of the execution, so that applying the same events again gives the same identifiers.
public struct ExecutionID: Sendable, Hashable {
    /// The first 64 bits.
    public var high: UInt64

    /// The last 64 bits.
    public var low: UInt64

    /// Makes an identifier.
    ///
    /// - Parameters:
    ///   - high: The first 64 bits.
    ///   - low: The last 64 bits.
    public init(_ high: UInt64, _ low: UInt64) {
        (self.high, self.low) = (high, low)
    }

    /// What an identifier is derived for.
    enum Purpose: UInt64 {
        case taskRun = 1
        case child = 2
        case retry = 3
    }

    /// Derives an identifier; the same for the same purpose and number.
    func derived(_ purpose: Purpose, _ number: Int64) -> ExecutionID {
        let salt = purpose.rawValue << 56 ^ UInt64(bitPattern: number)
        let first = (high ^ salt).mixed
        let second = (low ^ first ^ salt &* 0x9E37_79B9_7F4A_7C15).mixed
        return ExecutionID((first ^ second.mixed).mixed, second)
    }
}

extension ExecutionID: CustomStringConvertible {
    /// The identifier as 22 letters and digits.
    public var description: String {
        let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        var (high, low) = (high, low)
        var text: [UInt8] = []
        for _ in 0..<22 {
            let (quotient, remainder) = high.quotientAndRemainder(dividingBy: 62)
            let last = UInt64(62).dividingFullWidth((remainder, low))
            text.append(digits[Int(last.remainder)])
            (high, low) = (quotient, last.quotient)
        }
        return String(decoding: text.reversed(), as: UTF8.self)
    }
}

extension UInt64 {
    /// The number with its bits mixed, one to one.
    fileprivate var mixed: UInt64 {
        var bits = self &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
