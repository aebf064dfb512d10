/// Why a part of a request's target, or a form, cannot be decoded.
public enum TargetError: Error, Equatable, CustomStringConvertible {
    /// A `%` is not followed by two hexadecimal digits.
    case badEscape
    /// The decoded bytes are not UTF-8.
    case badUTF8
    /// The decoded text holds a NUL.
    case nul
    /// A segment of the path is `.` or `..`.
    case dotSegment
    /// There are more parameters than allowed.
    case tooMany(limit: Int)

    /// What is wrong, for the client.
    public var description: String {
        switch self {
        case .badEscape: "a `%` is not followed by two hexadecimal digits"
        case .badUTF8: "an escaped text is not UTF-8"
        case .nul: "an escaped text holds a NUL"
        case .dotSegment: "the path has a segment `.` or `..`"
        case .tooMany(let limit): "there are more than \(limit) parameters"
        }
    }
}
