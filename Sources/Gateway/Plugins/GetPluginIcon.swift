import Access
import Flows
import HTTP
import JSON
import Postgres
import Tenancy

/// Answers the icons of all types.
struct ListPluginIcons: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/icons"
    static let id = "getPluginIcons"
    static let summary = "Get plugins icons"

    init(_ request: Request) throws {}

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        .object(JSONObject(PluginRegistry.core.all.map { ($0.name, PluginIcon($0).json) }))
    }
}

/// Answers the icons of the groups of types.
struct ListPluginGroupIcons: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/icons/groups"
    static let id = "getPluginGroupIcons"
    static let summary = "Get plugins icons"

    init(_ request: Request) throws {}

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        .object(JSONObject(PluginRegistry.core.groups.map { ($0.name, PluginIcon($0).json) }))
    }
}

/// Answers the icon of a type.
struct GetPluginIcon: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/icons/{cls}"
    static let id = "getPluginIcon"
    static let summary = "Get a single plugin icon"

    private let icon: PluginIcon

    init(_ request: Request) throws {
        icon = PluginIcon(try request.pluginType())
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> JSON {
        ["icon": icon.json]
    }
}

/// Answers the icon of a type as a drawing.
struct GetPluginIconImage: PluginOperation {
    static let route: Route = "GET /api/v1/plugins/icons/{cls}/icon.svg"
    static let id = "getPluginIconSvg"
    static let summary = "Get a single plugin icon as a raw SVG"

    private let icon: PluginIcon

    init(_ request: Request) throws {
        icon = PluginIcon(try request.pluginType())
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> SVG {
        SVG(text: icon.svg)
    }
}

/// A drawing.
struct SVG: Reply {
    static let mediaType: String? = "image/svg+xml"

    let text: String

    func response(to request: Request, status: Status) -> Response {
        Response(
            status,
            headers: ["content-type": "image/svg+xml", "content-security-policy": "default-src 'none'"],
            body: .bytes(Array(text.utf8))
        )
    }
}
