import CPostgres

/// The options that libpq reads out of a URL or a `key=value` text.
@safe
struct ConnectionOptionsHandle {
    /// The options that are set.
    let values: [String: String]

    init?(_ text: String) {
        guard let options = unsafe PQconninfoParse(text, nil) else { return nil }
        defer { unsafe PQconninfoFree(options) }
        var values: [String: String] = [:]
        var next = unsafe options
        while let keyword = unsafe next.pointee.keyword {
            if let value = unsafe next.pointee.val {
                unsafe values[String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe next = next.advanced(by: 1)
        }
        self.values = values
    }
}
