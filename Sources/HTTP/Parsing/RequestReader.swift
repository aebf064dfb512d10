/// Reads the requests of an HTTP/1 connection one after another: head, body, and then no further until told to.
///
/// A value without input or output of its own. Between two calls it holds at most one broken line.
struct RequestReader {
    /// What was read.
    enum Event {
        /// The input is used up.
        case needMore
        /// A head; a body follows unless its framing is `.none`.
        case head(ParsedHead)
        /// A piece of the body: a range of the input.
        case body(Range<Int>)
        /// The request is complete; the rest of the input is left alone until ``RequestReader/proceed()``.
        case end
    }

    private enum State {
        case head(HeadParser)
        case length(Int)
        case chunked(ChunkDecoder)
        case ended
        case held
    }

    private let limits: HeadLimits
    private var link: Link
    private var state: State

    init(limits: HeadLimits, link: Link) {
        self.limits = limits
        self.link = link
        state = .head(HeadParser(limits: limits, link: link))
    }

    /// Whether a head is being read and none of its bytes has come.
    var isBetweenRequests: Bool {
        guard case .head(let parser) = state else { return false }
        return !parser.hasBegun
    }

    /// The bytes of the body that are still to come, or nil when that is not known.
    private(set) var remainingBody: Int? = 0

    /// Goes on to the next request.
    mutating func proceed() {
        state = .head(HeadParser(limits: limits, link: link))
    }

    /// Reads on, from a position of the input that is moved past what was read.
    mutating func next(_ input: Span<UInt8>, _ position: inout Int) throws(ProtocolViolation) -> Event {
        switch state {
        case .head(var parser):
            state = .held
            guard let parsed = try parser.next(input, &position) else {
                state = .head(parser)
                return .needMore
            }
            switch parsed.framing {
            case .none: state = .ended
            case .length(let count):
                state = .length(count)
                remainingBody = count
            case .chunked:
                state = .chunked(ChunkDecoder())
                remainingBody = nil
            }
            return .head(parsed)
        case .length(let remaining):
            guard position < input.count else { return .needMore }
            let end = position + min(remaining, input.count - position)
            let range = position..<end
            state = range.count == remaining ? .ended : .length(remaining - range.count)
            remainingBody = remaining - range.count
            position = end
            return .body(range)
        case .chunked(var decoder):
            state = .held
            let event = try decoder.next(input, &position)
            switch event {
            case .needMore:
                state = .chunked(decoder)
                return .needMore
            case .data(let range):
                state = .chunked(decoder)
                return .body(range)
            case .end:
                remainingBody = 0
                return .end
            }
        case .ended:
            state = .held
            return .end
        case .held:
            return .needMore
        }
    }
}
