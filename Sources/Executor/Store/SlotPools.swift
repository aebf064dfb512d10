import Flows
import Postgres
import Tenancy

/// The slots of some flows, as they are while the flows are locked.
struct SlotPools {
    /// An execution that has a slot of a flow, or waits for one.
    fileprivate struct Entry {
        var token: Int32
        /// Its place in the queue; `nil` if it has its slot.
        var position: Int64?
        var isChanged = false
    }

    fileprivate struct Pool {
        var entries: [ExecutionID: Entry] = [:]
        /// Those that wait, and were found waiting, in their order.
        var queue: [ExecutionID] = []
        var held: Int64 = 0
        var lastPosition: Int64
        var removed: [ExecutionID] = []
    }

    private var pools: [FlowAddress: Pool] = [:]

    /// Reads what is known of the flows, in the order of the places.
    init(_ rows: Rows) throws(DatabaseError) {
        for row in rows {
            var reader = RowReader(row)
            let flow = FlowAddress(
                try reader.next(Namespace.Name.init(_:)),
                try reader.next(Flow.ID.init(_:))
            )
            let execution: ExecutionID? = try reader.next()
            let (token, position): (Int32?, Int64?) = (try reader.next(), try reader.next())
            let lastPosition: Int64 = try reader.next()
            var pool = pools[flow] ?? Pool(lastPosition: lastPosition)
            if let execution, let token, pool.entries[execution] == nil {
                pool.entries[execution] = Entry(token: token, position: position)
                if position == nil { pool.held += 1 } else { pool.queue.append(execution) }
            }
            pools[flow] = pool
        }
    }

    /// Carries out what is asked.
    mutating func carryOut(_ requests: [SlotRequest]) -> SlotResponse {
        var response = SlotResponse()
        for request in requests {
            guard var pool = pools[request.flow] else { continue }
            pool.carryOut(request, &response)
            pools[request.flow] = pool
        }
        return response
    }

    /// The statements that write what has changed.
    func statements(in tenant: Tenant.ID) -> [SQL] {
        var (removed, saved): ([(FlowAddress, ExecutionID)], [(FlowAddress, ExecutionID, Entry)]) = ([], [])
        for (flow, pool) in pools {
            removed += pool.removed.map { (flow, $0) }
            saved += pool.entries.filter(\.value.isChanged).map { (flow, $0.key, $0.value) }
        }
        var statements: [SQL] = []
        if !removed.isEmpty {
            statements.append(
                """
                delete from execution_slot s
                using unnest(
                  \(removed.map(\.0.namespace.description)), \(removed.map(\.0.id.description)), \(removed.map(\.1))
                ) as w (namespace, flow_id, execution_id)
                where s.tenant_id = \(tenant) and s.namespace = w.namespace and s.flow_id = w.flow_id
                  and s.execution_id = w.execution_id
                """
            )
        }
        guard !saved.isEmpty else { return statements }
        let flows = Array(Set(saved.map(\.0)))
        statements.append(
            """
            insert into execution_slot as s (tenant_id, namespace, flow_id, execution_id, token, position)
            select \(tenant), w.* from unnest(
              \(saved.map(\.0.namespace.description)), \(saved.map(\.0.id.description)), \(saved.map(\.1)),
              \(saved.map(\.2.token)), \(saved.map(\.2.position))
            ) as w
            on conflict (tenant_id, namespace, flow_id, execution_id) do update set
              token = excluded.token, position = excluded.position
            """
        )
        statements.append(
            """
            update execution_pool p set last_position = w.last_position
            from unnest(
              \(flows.map(\.namespace.description)), \(flows.map(\.id.description)),
              \(flows.map { pools[$0]?.lastPosition ?? 0 })
            ) as w (namespace, flow_id, last_position)
            where p.tenant_id = \(tenant) and p.namespace = w.namespace and p.flow_id = w.flow_id
              and p.last_position < w.last_position
            """
        )
        return statements
    }
}

extension SlotPools.Pool {
    fileprivate mutating func carryOut(_ request: SlotRequest, _ response: inout SlotResponse) {
        let id = request.execution
        switch request.wish {
        case .request(let token):
            // Asked again, as after a batch that was done twice: the slot that it has is the one that it gets.
            if entries[id]?.position != nil { remove(id) }
            serve(request.limit, &response)
            if entries[id] != nil || held < request.limit {
                hold(id, token)
                response.granted.append(SlotResponse.Wish(execution: id, token: token))
            } else {
                response.refused.append(SlotResponse.Wish(execution: id, token: token))
            }
        case .enqueue(let token):
            remove(id)
            lastPosition += 1
            entries[id] = SlotPools.Entry(token: token, position: lastPosition, isChanged: true)
            queue.append(id)
            serve(request.limit, &response)
        case .dequeue:
            if entries[id]?.position != nil { remove(id) }
            serve(request.limit, &response)
        case .release:
            if let entry = entries[id], entry.position == nil { remove(id) }
            serve(request.limit, &response)
        }
    }

    private mutating func hold(_ id: ExecutionID, _ token: Int32) {
        if entries[id]?.position != nil || entries[id] == nil { held += 1 }
        entries[id] = SlotPools.Entry(token: token, position: nil, isChanged: true)
    }

    private mutating func remove(_ id: ExecutionID) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        if entry.position == nil { held -= 1 }
        removed.append(id)
        queue.removeAll { $0 == id }
    }

    private mutating func serve(_ limit: Int64, _ response: inout SlotResponse) {
        while held < limit, let next = queue.first {
            queue.removeFirst()
            guard let token = entries[next]?.token else { continue }
            hold(next, token)
            response.granted.append(SlotResponse.Wish(execution: next, token: token))
        }
    }
}
