import Access
import Flows
import HTTP
import JSON
import Postgres
import Tenancy

extension FlowDesk {
    /// The flow of a declaration.
    ///
    /// - Throws: ``FlowStoreError/invalid(_:)``; `WorkPoolError`.
    func flow(reading source: [UInt8]) async throws -> Flow {
        let store = store
        let reading = try await read(source) { store.reader.read($0) }
        guard let flow = reading.flow else { throw FlowStoreError.invalid(reading.errors) }
        return flow
    }

    /// The flow of a revision that is kept; a draft may not be one.
    ///
    /// - Throws: ``FlowStoreError/invalid(_:)``; `WorkPoolError`.
    func flow(of record: FlowRecord) async throws -> Flow {
        try await flow(reading: Array(record.source.utf8))
    }

    /// Draws a flow, with flows that it calls drawn within it.
    ///
    /// - Parameters:
    ///   - flow: The flow.
    ///   - uids: The nodes whose flows are drawn, those of inner flows after those they are in.
    ///   - principal: The caller, who must be allowed to see each flow.
    ///   - tx: A transaction of the tenant.
    /// - Returns: The graph.
    /// - Throws: `FlowGraphError`; ``FlowStoreError``; ``GateError``.
    func graph(
        of flow: Flow,
        _ uids: [String],
        by principal: Principal,
        _ tx: borrowing Transaction
    ) async throws -> FlowGraph {
        var subflows: [String: Flow] = [:]
        for uid in uids {
            let call = try FlowGraph.call(at: uid, in: flow, subflows: subflows)
            guard let namespace = Namespace.Name(call.namespace), let id = Flow.ID(call.flowID) else {
                throw FlowStoreError.notFound
            }
            try principal.require(.view, in: namespace)
            let record = try await store.get(
                FlowAddress(namespace, id),
                revision: call.revision.flatMap { Int(exactly: $0) },
                in: principal.tenant,
                tx
            )
            subflows[uid] = try await self.flow(of: record)
        }
        return FlowGraph(of: flow, subflows: subflows)
    }
}

extension Request {
    /// The nodes of a graph whose flows are drawn within it.
    ///
    /// - Throws: `FieldErrors`.
    func subflows() throws(FieldErrors) -> [String] {
        let uids = query.values(of: "subflows").flatMap { $0.split(separator: ",").map(String.init) }
        guard uids.count <= 50 else {
            throw FieldErrors("subflows", "must have at most 50 elements, has \(uids.count)")
        }
        // Those of inner flows have longer names.
        return Set(uids).sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }
}

extension FieldDescription {
    /// The query parameter that has flows drawn within a graph.
    static let subflows = FieldDescription.query(
        "subflows",
        "[string]",
        "The nodes whose tasks call flows that are to be drawn, as in `root.launch`; 50 at most."
    )
}
