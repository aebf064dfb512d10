/// Reads a body in the chunked transfer coding.
///
/// Strict like the head: a size is one to fifteen hexadecimal digits followed by CR LF or an extension, every line ends with
/// CR LF, trailer fields are checked as header fields are and then dropped.
struct ChunkDecoder: Equatable {
    /// What was read.
    enum Event: Equatable {
        case needMore
        case data(Range<Int>)
        case end
    }

    private enum State: Equatable {
        case size(digits: Int, value: Int)
        case extensions(Int)
        case sizeLineFeed(Int)
        case data(Int)
        case dataReturn
        case dataLineFeed
        case trailerStart
        case trailer
        case lastLineFeed
        case ended
    }

    private static let extensionLimit = 8 * 1024
    private static let trailerLimit = 8 * 1024

    private var state = State.size(digits: 0, value: 0)
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var line: [UInt8] = []

    /// Reads on, from a position of the input that is moved past what was read.
    mutating func next(_ input: Span<UInt8>, _ position: inout Int) throws(ProtocolViolation) -> Event {
        while position < input.count {
            if case .data(let remaining) = state {
                let end = position + min(remaining, input.count - position)
                let range = position..<end
                state = range.count == remaining ? .dataReturn : .data(remaining - range.count)
                position = end
                return .data(range)
            }
            if state == .ended { return .end }
            let byte = input[position]
            position += 1
            try step(byte)
            if state == .ended { return .end }
        }
        return state == .ended ? .end : .needMore
    }

    private mutating func step(_ byte: UInt8) throws(ProtocolViolation) {
        switch state {
        case .size(let digits, let value):
            if let digit = ASCII.hexadecimal(byte) {
                guard digits < 15 else { throw .malformed("a chunk size is too large") }
                state = .size(digits: digits + 1, value: value << 4 | Int(digit))
            } else {
                guard digits > 0 else { throw .malformed("a chunk has no size") }
                state = try afterSize(byte, value)
            }
        case .extensions(let value):
            extensionBytes += 1
            guard extensionBytes <= Self.extensionLimit else { throw .malformed("the chunk extensions are too long") }
            guard byte != ASCII.carriageReturn else {
                state = .sizeLineFeed(value)
                return
            }
            guard ASCII.isFieldValue(byte), byte < 128 else { throw .malformed("a chunk extension is malformed") }
        case .sizeLineFeed(let value):
            guard byte == ASCII.lineFeed else { throw .malformed("a chunk size does not end with CR LF") }
            state = value == 0 ? .trailerStart : .data(value)
        case .dataReturn:
            guard byte == ASCII.carriageReturn else { throw .malformed("a chunk does not end with CR LF") }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == ASCII.lineFeed else { throw .malformed("a chunk does not end with CR LF") }
            state = .size(digits: 0, value: 0)
        case .trailerStart:
            if byte == ASCII.carriageReturn {
                state = .lastLineFeed
            } else {
                line.removeAll(keepingCapacity: true)
                try collect(byte)
            }
        case .trailer:
            try collect(byte)
        case .lastLineFeed:
            guard byte == ASCII.lineFeed else { throw .malformed("the body does not end with CR LF") }
            state = .ended
        case .data, .ended:
            break
        }
    }

    private func afterSize(_ byte: UInt8, _ value: Int) throws(ProtocolViolation) -> State {
        switch byte {
        case ASCII.carriageReturn: return .sizeLineFeed(value)
        case 0x3b: return .extensions(value)
        default: throw .malformed("a chunk size is malformed")
        }
    }

    private mutating func collect(_ byte: UInt8) throws(ProtocolViolation) {
        trailerBytes += 1
        guard trailerBytes <= Self.trailerLimit else {
            throw ProtocolViolation(431, "the trailer is larger than \(Self.trailerLimit) bytes")
        }
        state = .trailer
        guard byte == ASCII.lineFeed else {
            line.append(byte)
            return
        }
        guard line.last == ASCII.carriageReturn, line.count > 1 else {
            throw .malformed("a trailer line does not end with CR LF")
        }
        var fields = FieldCollector()
        try fields.add(line.span, 0..<line.count - 1)
        state = .trailerStart
    }
}
