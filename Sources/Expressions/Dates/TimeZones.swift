import JSON
import Synchronization

/// The time zones that were read so far.
final class TimeZones: Sendable {
    /// The zones of this process: their rules are the system's, the same for everybody.
    static let shared = TimeZones()

    private let known = Mutex<[String: TimeZoneRules]>([:])

    /// More zones than there are names for.
    private static let limit = 1024

    /// The zone of a name: `Europe/Paris`, `UTC`, `Z`, `+02:00`, `GMT+2`.
    ///
    /// - Throws: `ExpressionError` if there is none.
    func zone(_ name: String) throws(ExpressionError) -> TimeZoneRules {
        if let zone = known.withLock({ $0[name] }) { return zone }
        guard let zone = Self.fixed(name) ?? Self.read(name) else {
            throw ExpressionError(
                .value,
                "there is no time zone `\(name.excerpt)`; expected a name such as `Europe/Paris` or an offset such as `+02:00`"
            )
        }
        known.withLock { zones in
            if zones.count < Self.limit { zones[name] = zone }
        }
        return zone
    }

    private static func fixed(_ name: String) -> TimeZoneRules? {
        if ["Z", "UTC", "GMT", "UT"].contains(name) { return .utc }
        for prefix in ["UTC", "GMT", "UT", ""] where name.hasPrefix(prefix) {
            return DateReader.offset(String(name.dropFirst(prefix.count))).map { TimeZoneRules(offset: $0) }
        }
        return nil
    }

    private static func read(_ name: String) -> TimeZoneRules? {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "+"):
                true
            default: false
            }
        }
        guard isPlain, !name.isEmpty, name.utf8.count <= 64, !name.hasPrefix("/"), !name.hasSuffix("/") else {
            return nil
        }
        return TimeZoneFileHandle.bytes(of: name).flatMap { TimeZoneRules(name: name, file: $0) }
    }
}
