import JSON
import Terminal

/// What has to be done so that the server has the flows of files.
struct FlowDeployment {
    /// What is done with one flow.
    enum Action: String {
        case create, update, delete
        /// The server has the same declaration, byte for byte.
        case none
    }

    /// One flow, with its declaration on the server and in its file.
    struct Step {
        let action: Action
        let namespace: String
        let id: String
        var file: String?
        var before: String?
        var after: String?

        var json: JSON {
            [
                "action": .string(action.rawValue), "namespace": .string(namespace), "id": .string(id),
                "file": JSON(file),
            ]
        }

        /// The lines that differ, under the names of what is compared.
        var diff: String {
            let name = "\(namespace)/\(id)".printable
            let (old, new) = (before == nil ? "/dev/null" : "server: \(name)", file?.printable ?? "/dev/null")
            return "--- \(old)\n+++ \(new)\n" + LineDiff(before: (before ?? "").lines, after: (after ?? "").lines).text
        }
    }

    let steps: [Step]

    /// The steps that change something.
    var changes: [Step] { steps.filter { $0.action != .none } }

    /// Compares files with what the server has.
    ///
    /// - Parameters:
    ///   - files: Files without errors.
    ///   - namespace: The namespace that all flows must belong to, or one below it.
    ///   - deletes: Whether flows of the namespace that no file declares are deleted.
    ///   - api: The server.
    /// - Throws: `CommandFailure` for a flow of another namespace, and as for any call of the server.
    init(_ files: [FlowFile], within namespace: String?, deletes: Bool, _ api: APIClient) async throws {
        var steps: [Step] = []
        for file in files {
            guard let (own, id) = file.name else { continue }
            if let namespace, own != namespace, !own.hasPrefix(namespace + ".") {
                throw CommandFailure(
                    .data,
                    "`\(file.path)`: expected a flow of `\(namespace)` or below it, found one of `\(own)`"
                )
            }
            let before = try await api.flowSource(namespace: own, id: id)
            let action: Action = before == nil ? .create : before == file.text ? .none : .update
            steps.append(
                Step(action: action, namespace: own, id: id, file: file.path, before: before, after: file.text)
            )
        }
        if deletes, let namespace {
            let declared = Set(steps.map { "\($0.namespace)/\($0.id)" })
            for (own, id) in try await api.flows(of: namespace) where !declared.contains("\(own)/\(id)") {
                let before = try await api.flowSource(namespace: own, id: id)
                steps.append(Step(action: .delete, namespace: own, id: id, before: before))
            }
        }
        self.steps = steps
    }

    /// Carries the steps out one after another, deletions last.
    func run(_ api: APIClient, _ done: (Step) -> Void) async throws {
        for step in changes {
            let flows: APIPath = "\(try api.tenantPath)/flows"
            switch step.action {
            case .create: try await api.call("POST", flows, yaml: step.after ?? "")
            case .update: try await api.call("PUT", "\(flows)/\(step.namespace)/\(step.id)", yaml: step.after ?? "")
            case .delete: try await api.call("DELETE", "\(flows)/\(step.namespace)/\(step.id)")
            case .none: continue
            }
            done(step)
        }
    }
}

extension APIClient {
    /// The declaration of a flow as the server has it, `nil` if there is no such flow.
    func flowSource(namespace: String, id: String) async throws -> String? {
        let path: APIPath = "\(try tenantPath)/flows/\(namespace)/\(id)"
        guard let flow = try await find(path, query: [("source", "true")]) else { return nil }
        return flow["source"]?.string ?? ""
    }

    /// The flows of a namespace and of those below it.
    func flows(of namespace: String) async throws -> [(namespace: String, id: String)] {
        let found = try await search(
            "\(try tenantPath)/flows/search",
            query: .namespace(namespace) + [("sort", "id:asc")],
            limit: 100_000
        )
        return found.compactMap { flow in
            guard let own = flow["namespace"]?.string, let id = flow["id"]?.string,
                own == namespace || own.hasPrefix(namespace + ".")
            else { return nil }
            return (own, id)
        }
    }
}

extension APIClient.Query {
    /// The filter for a namespace and those below it.
    static func namespace(_ name: String) -> Self { [("filters[namespace][PREFIX]", name)] }
}

extension String {
    /// The lines of the text.
    fileprivate var lines: [String] {
        isEmpty ? [] : split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
