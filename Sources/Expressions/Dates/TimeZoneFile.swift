extension TimeZoneRules {
    /// Reads a file of the time zone database (RFC 8536), `nil` if it is none.
    ///
    /// Every count is checked against the length of the file before anything is read.
    convenience init?(name: String, file bytes: [UInt8]) {
        guard let old = Header(bytes, at: 0), old.version >= 2 else { return nil }
        let start = Header.size + old.size(timeWidth: 4)
        guard let header = Header(bytes, at: start), header.types > 0 else { return nil }
        let data = start + Header.size
        let end = data + header.size(timeWidth: 8)
        guard end <= bytes.count else { return nil }
        let indexes = data + header.times * 8
        let types = indexes + header.times
        let names = types + header.types * 6
        func period(_ index: Int) -> Period? {
            guard index < header.types else { return nil }
            let place = types + index * 6
            let offset = Int(Int32(truncatingIfNeeded: bytes.bigEndian(at: place, 4)))
            let text = names + Int(bytes[place + 5])
            guard offset.magnitude < 26 * 3600, text < names + header.characters else { return nil }
            let name = bytes[text..<names + header.characters].prefix { $0 != 0 }
            return Period(offset: offset, abbreviation: String(decoding: name, as: UTF8.self))
        }
        guard let first = period(0) else { return nil }
        var (transitions, periods): ([Int64], [Period]) = ([], [])
        for index in 0..<header.times {
            guard let period = period(Int(bytes[indexes + index])) else { return nil }
            transitions.append(bytes.bigEndian(at: data + index * 8, 8))
            periods.append(period)
        }
        guard zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        let footer = bytes[end...].dropFirst().prefix { $0 != UInt8(ascii: "\n") }
        let rule = TimeZoneRule(String(decoding: footer, as: UTF8.self))
        self.init(name: name, transitions: transitions, periods: periods, first: first, rule: rule)
    }

    private struct Header {
        static let size = 44

        let version: Int
        let counts: [Int]

        var times: Int { counts[3] }
        var types: Int { counts[4] }
        var characters: Int { counts[5] }

        init?(_ bytes: [UInt8], at start: Int) {
            guard start >= 0, bytes.count - start >= Self.size, bytes[start..<start + 4].elementsEqual("TZif".utf8)
            else {
                return nil
            }
            version = Int(bytes[start + 4]) - 48
            counts = (0..<6).map { Int(bytes.bigEndian(at: start + 20 + $0 * 4, 4)) }
            guard counts.allSatisfy({ (0...65_536).contains($0) }) else { return nil }
        }

        func size(timeWidth width: Int) -> Int {
            counts[0] + counts[1] + counts[2] * (width + 4) + times * (width + 1) + types * 6 + characters
        }
    }
}

extension [UInt8] {
    fileprivate func bigEndian(at start: Int, _ width: Int) -> Int64 {
        self[start..<start + width].reduce(0) { $0 << 8 | Int64($1) }
    }
}
