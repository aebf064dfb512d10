import HTTP

/// A method and a path, as in `GET /api/v1/{tenant}/groups/{id}`: a segment in braces is a parameter.
public struct Route: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The method.
    public let method: String
    /// The path, as written.
    public let path: String
    /// The names of the parameters, in their order.
    public let parameters: [String]
    let segments: [Segment]

    enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    /// Reads a route that is written in the code.
    public init(stringLiteral text: StaticString) {
        let text = text.description
        guard let space = text.firstIndex(of: " ") else {
            preconditionFailure("a route is a method, a space and a path")
        }
        self.method = String(text[..<space])
        self.path = String(text[text.index(after: space)...])
        self.segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}")
                ? .parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
        self.parameters = segments.compactMap { segment in
            guard case .parameter(let name) = segment else { return nil }
            return name
        }
    }

    /// The method and the path.
    public var description: String { "\(method) \(path)" }
}
