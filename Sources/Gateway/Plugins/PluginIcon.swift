import Crypto
import Flows
import JSON

/// A plain drawing for a type: what it is used for shows in its shape.
struct PluginIcon: JSONReply {
    private let name: String
    private let isFlowable: Bool
    private let path: String

    init(_ type: PluginType) {
        name = type.shortName
        switch type.role {
        case .task(.flowable), .task(.executable): (isFlowable, path) = (true, Self.branch)
        case .task: (isFlowable, path) = (false, Self.box)
        case .trigger: (isFlowable, path) = (false, Self.clock)
        case .condition: (isFlowable, path) = (false, Self.diamond)
        case .taskRunner: (isFlowable, path) = (false, Self.frame)
        }
    }

    init(_ group: PluginGroup) {
        (name, isFlowable, path) = (group.title, false, Self.frame)
    }

    private static let box = "M5 5h14v14H5z"
    private static let branch = "M6 4v16M6 12h6l6-6M12 12l6 6"
    private static let clock = "M12 3a9 9 0 1 0 .01 0zM12 7v5l4 2"
    private static let diamond = "M12 3l9 9-9 9-9-9z"
    private static let frame = "M3 5h18v14H3zM3 9h18"

    /// The drawing.
    var svg: String {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\""
            + " stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\"><path d=\"\(path)\"/></svg>"
    }

    /// The drawing in base 64.
    var base64: String { Base64.encode(Array(svg.utf8)) }

    var json: JSON {
        [
            "name": .string(name), "icon": .string(base64), "flowable": .bool(isFlowable), "monochrome": true,
            "hash": .string(Hex.encode(Digest.sha256(svg))),
        ]
    }
}
