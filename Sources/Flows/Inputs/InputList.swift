import JSON

/// The inputs of a flow with those of groups in their place, each with what must hold for it.
struct InputList {
    /// An input that has a value of its own.
    struct Entry: Sendable {
        /// The input, its identifier with those of the groups it is in.
        var input: InputDeclaration

        /// The templates that decide whether it is asked for: its own and those of the groups it is in.
        var conditions: [String]

        /// The inputs that come first, by their whole identifiers.
        var dependencies: [String]
    }

    /// The entries in the order they were declared.
    static func flattened(_ inputs: [InputDeclaration]) -> [Entry] {
        var entries = entries(of: inputs, within: "", conditions: [], dependencies: [])
        let ids = Set(entries.map(\.input.id))
        for index in entries.indices {
            let entry = entries[index]
            let names = entry.conditions.reduce(into: InputTemplates.references(of: entry.input)) { names, text in
                names.formUnion(InputTemplates.references(in: text))
            }
            let named: [String] =
                names.isEmpty
                ? []
                : entries.lazy.map(\.input.id).filter { id in
                    names.contains { id == $0 || id.hasPrefix($0 + ".") || $0.hasPrefix(id + ".") }
                }
            entries[index].dependencies = entry.dependencies.filter(ids.contains) + named
        }
        return entries
    }

    private static func entries(
        of inputs: [InputDeclaration],
        within group: String,
        conditions: [String],
        dependencies: [String]
    ) -> [Entry] {
        let siblings = Set(inputs.map(\.id))
        return inputs.flatMap { input in
            var input = input
            let own = (input.dependsOn?.inputs ?? []).map { siblings.contains($0) ? group + $0 : $0 }
            let conditions = conditions + [input.dependsOn?.condition].compactMap(\.self)
            input.id = group + input.id
            let dependencies = dependencies + own
            guard case .inputs(let inner) = input.constraint else {
                return [Entry(input: input, conditions: conditions, dependencies: dependencies)]
            }
            return entries(of: inner, within: input.id + ".", conditions: conditions, dependencies: dependencies)
        }
    }

    /// The positions of entries, each behind those it depends on, else as they were declared; `nil` if there is a cycle.
    static func order(of entries: [Entry]) -> [Int]? {
        var search = Search(entries)
        return search.run() ? search.order : nil
    }

    /// The identifiers of a cycle in the order in which they wait for each other, `nil` if there is none.
    static func cycle(among entries: [Entry]) -> [String]? {
        var search = Search(entries)
        return search.run() ? nil : search.cycle
    }

    /// A search in depth; as deep as there are inputs at most.
    private struct Search {
        private enum State { case new, open, done }

        private let entries: [Entry]
        private let positions: [String: Int]
        private var states: [State]
        private var path: [Int] = []
        private(set) var order: [Int] = []
        private(set) var cycle: [String] = []

        init(_ entries: [Entry]) {
            self.entries = entries
            positions = Dictionary(entries.enumerated().map { ($1.input.id, $0) }) { first, _ in first }
            states = Array(repeating: .new, count: entries.count)
        }

        mutating func run() -> Bool {
            entries.indices.allSatisfy { visit($0) }
        }

        private mutating func visit(_ position: Int) -> Bool {
            switch states[position] {
            case .done: return true
            case .open:
                let start = path.firstIndex(of: position) ?? 0
                cycle = path[start...].map { entries[$0].input.id }
                return false
            case .new: break
            }
            states[position] = .open
            path.append(position)
            for id in entries[position].dependencies {
                guard let next = positions[id], !visit(next) else { continue }
                return false
            }
            path.removeLast()
            states[position] = .done
            order.append(position)
            return true
        }
    }
}
