import JSON

/// Names of time zones.
enum TimeZoneName {
    /// Holds text to the form of a name: a region such as `Europe/Paris`, `UTC`, or an offset such as `+02:00`.
    ///
    /// Whether a region exists is known where times are computed.
    static func check(_ text: String) throws(FlowValueError) {
        guard isOffset(text) || isRegion(text) else {
            throw FlowValueError("expected a time zone, such as `Europe/Paris`, `UTC` or `+02:00`")
        }
    }

    private static func isRegion(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, ("A"..."Z").contains(first), text.utf8.count <= 64 else {
            return false
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count <= 3
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        $0.isAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                            || $0 == UInt8(ascii: "+")
                    }
            }
    }

    private static func isOffset(_ text: String) -> Bool {
        if text == "Z" { return true }
        guard let sign = text.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 }) else { return false }
        guard let hours = Int(parts[0]), (0...18).contains(hours) else { return false }
        return parts.count == 1 || Int(parts[1]).map { (0...59).contains($0) } == true
    }
}
