/// What is known of an exchange while it goes on; used by one thread.
final class Transfer {
    /// The status of the last head that came.
    private(set) var status = 0
    /// The header fields of the last head that came.
    private(set) var headers: [(name: String, value: String)] = []
    /// The body, where it is kept.
    private(set) var body: [UInt8] = []
    /// Why we ended the exchange ourselves.
    private(set) var failure: HTTPClientError?

    private let limit: Int
    private let stop: StopFlag
    private let sink: (@Sendable ([UInt8]) -> Bool)?

    /// The most bytes of header fields that are kept.
    private static let headerLimit = 256 << 10
    private var headerBytes = 0

    init(limit: Int, stop: StopFlag, sink: (@Sendable ([UInt8]) -> Bool)?) {
        self.limit = limit
        self.stop = stop
        self.sink = sink
    }

    /// Whether the exchange shall go on.
    var isWanted: Bool {
        guard failure == nil else { return false }
        guard !stop.isRaised else {
            failure = .cancelled
            return false
        }
        return true
    }

    /// Takes a line of the head; a status line begins a new head, as after `100 Continue`.
    ///
    /// - Returns: Whether the exchange shall go on.
    func take(headerLine line: [UInt8]) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.headerLimit else {
            failure = .tooLarge(limit: Self.headerLimit)
            return false
        }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            let words = text.split(separator: " ", maxSplits: 2)
            status = words.count > 1 ? Int(words[1].prefix { $0.isNumber }) ?? 0 : 0
            headers = []
        } else if let colon = text.firstIndex(of: ":") {
            headers.append((text[..<colon].lowercased(), Self.trimmed(text[text.index(after: colon)...])))
        }
        return isWanted
    }

    /// Takes a piece of the body.
    ///
    /// - Returns: Whether the exchange shall go on.
    func take(bodyPiece piece: [UInt8]) -> Bool {
        guard isWanted else { return false }
        if let sink, (200..<300).contains(status) {
            guard sink(piece) else {
                failure = .stopped
                return false
            }
            return true
        }
        guard body.count + piece.count <= limit else {
            failure = .tooLarge(limit: limit)
            return false
        }
        body += piece
        return true
    }

    /// The answer as a whole.
    var reply: HTTPReply { HTTPReply(status: status, headers: headers, body: body) }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
