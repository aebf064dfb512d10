import JSON
import Tenancy
import YAML

/// What must hold between the inputs of a list: identifiers that differ and fit, dependencies that are there, no cycle.
struct InputChecks {
    private let inputs: [InputDeclaration]
    private let places: [Declaration]

    /// Judges inputs, each declared at a place.
    init(_ inputs: [InputDeclaration], _ places: [Declaration]) {
        (self.inputs, self.places) = (inputs, places)
    }

    func run(_ problems: inout FlowProblems) {
        let flat = InputList.flattened(inputs)
        let ids = Set(flat.map(\.input.id))
        checkIdentifiers(&problems)
        for (input, place) in zip(inputs, places) where !hasReusable {
            checkDependencies(of: input, among: ids.union(inputs.map(\.id)), place, &problems)
        }
        if let cycle = InputList.cycle(among: flat), let place = place(of: cycle[0]) {
            let path = (cycle + [cycle[0]]).map { "`\($0)`" }.joined(separator: " -> ")
            problems.append(place, .cycle, "inputs wait for each other: \(path)")
        }
    }

    /// Dependencies name inputs of the flow, or those that are in the same group.
    private func checkDependencies(
        of input: InputDeclaration,
        among ids: Set<String>,
        _ place: Declaration,
        _ problems: inout FlowProblems
    ) {
        for name in input.dependsOn?.inputs ?? [] where !ids.contains(name) {
            let hint = NearestName.hint(name, among: ids.sorted())
            problems.append(place.child("dependsOn"), .unknownReference, "there is no input `\(name.excerpt)`\(hint)")
        }
        guard case .inputs(let inner) = input.constraint else { return }
        for child in inner {
            checkDependencies(of: child, among: ids.union(inner.map(\.id)), place, &problems)
        }
    }

    /// What a set of the namespace holds is known only when it is looked up.
    private var hasReusable: Bool { inputs.contains { $0.type == .reusableInputs } }

    private func place(of id: String) -> Declaration? {
        zip(inputs, places).first { $0.0.id == id || id.hasPrefix($0.0.id + ".") }?.1
    }

    private func checkIdentifiers(_ problems: inout FlowProblems) {
        var seen: Set<String> = []
        for (input, place) in zip(inputs, places) {
            checkInner(input, place, &problems)
            guard seen.insert(input.id).inserted else {
                problems.append(place, .duplicate, "duplicate input `\(input.id)`")
                continue
            }
        }
        for (input, place) in zip(inputs, places) {
            var outer = input.names.dropLast()
            while !outer.isEmpty {
                let id = outer.joined(separator: ".")
                if seen.contains(id), !isGroup(id) {
                    problems.append(place, .combination, "`\(id)` is a value and cannot hold `\(input.id)`")
                }
                outer = outer.dropLast()
            }
        }
    }

    private func isGroup(_ id: String) -> Bool {
        inputs.contains { $0.id == id && [.form, .reusableInputs].contains($0.type) }
    }

    /// The inputs of a group must differ too.
    private func checkInner(_ input: InputDeclaration, _ place: Declaration, _ problems: inout FlowProblems) {
        guard case .inputs(let inner) = input.constraint else { return }
        var seen: Set<String> = []
        for child in inner {
            if !seen.insert(child.id).inserted {
                problems.append(place, .duplicate, "duplicate input `\(input.id).\(child.id)`")
            }
            checkInner(child, place, &problems)
        }
    }
}

extension Declaration {
    /// The place of a member, or of the whole if it has none of the name.
    fileprivate func child(_ name: String) -> Declaration {
        guard let node = node[name] else { return self }
        return member(name, node)
    }
}
