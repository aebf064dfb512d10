/// Names of time zones, for those who hold declarations to them.
package enum TimeZoneName {
    /// Holds text to the name of a time zone that there is.
    ///
    /// - Parameter text: The name: `Europe/Paris`, `UTC`, `+02:00`.
    /// - Throws: `ExpressionError` if there is none of that name.
    package static func check(_ text: String) throws(ExpressionError) {
        _ = try TimeZones.shared.zone(text)
    }
}
