import Access
import Flows
import JSON
import Tenancy

/// An operation that tells what flows can be made of: the same for all, so whoever is signed in may see it.
protocol PluginOperation: APIOperation, Read {}

extension PluginOperation {
    static var permission: Permission { Permission(.flow, .validate) }
    static var scope: Scope { .own }
}

extension Request {
    /// The type that the path names.
    ///
    /// - Throws: ``GateError/hidden`` if there is none.
    func pluginType() throws -> PluginType {
        guard let name = parameters["cls"], let type = PluginRegistry.core[name] else { throw GateError.hidden }
        return type
    }
}
