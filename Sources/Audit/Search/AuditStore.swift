package import Crypto
package import Daemon
package import Postgres
package import Tenancy

/// Reads the log of a tenant, or of the whole instance, newest first.
///
/// Every statement names its tenant and lies within one month, so that it has one partition and one index to go through; months
/// are walked back from the newest.
package struct AuditStore: Sendable {
    /// Up to where matches are counted.
    package static let countLimit = 10_000

    private let tenant: Tenant.ID?
    private let totals: AuditTotals?

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - tenant: Whose log; `nil` for those of all, and of the instance.
    ///   - totals: Which logs need not be counted.
    package init(of tenant: Tenant.ID?, totals: AuditTotals? = nil) {
        self.tenant = tenant
        self.totals = totals
    }

    /// A number of matches that was counted up to ``AuditStore/countLimit``.
    package struct Count: Sendable, Equatable {
        /// How many there are, or the limit.
        package var total: Int
        /// Whether there are more.
        package var isCapped: Bool
    }

    /// The newest records behind a position as the contract shows them, and where the rest begins.
    ///
    /// - Returns: The items in compact JSON, separated by commas.
    /// - Throws: `DatabaseError`; ``AuditError`` if stored bytes are no record.
    package func items(
        _ filter: AuditFilter,
        after cursor: AuditCursor? = nil,
        size: Int,
        _ tx: borrowing Transaction
    ) async throws -> (items: [UInt8], next: AuditCursor?) {
        let rows = try await walk("occurred_at, event_id, record", filter, after: cursor, limit: size + 1, tx)
        var items: [UInt8] = []
        for row in rows.prefix(size) {
            if !items.isEmpty { items.append(UInt8(ascii: ",")) }
            try AuditRecord.appendItem(ofStored: row.decode("record"), to: &items)
        }
        return (items, try Self.next(rows, size))
    }

    /// The position of the last row of a page, if one was read beyond it.
    private static func next(_ rows: [Row], _ size: Int) throws(DatabaseError) -> AuditCursor? {
        guard rows.count > size, size > 0 else { return nil }
        let last = rows[size - 1]
        return AuditCursor(occurredAt: try last.decode("occurred_at"), id: try last.decode("event_id"))
    }

    /// The lines of an export for the newest records behind a position, and where the rest begins.
    ///
    /// - Parameters:
    ///   - filter: Which records.
    ///   - cursor: The position; `nil` for the newest record.
    ///   - extent: What ``extent(_:)`` gave.
    ///   - size: For how many records at most.
    ///   - tx: The transaction.
    /// - Returns: The lines, and the position of the last of them; `nil` if nothing follows it.
    /// - Throws: `DatabaseError`; ``AuditError`` if stored bytes are no record.
    package func csvLines(
        _ filter: AuditFilter,
        after cursor: AuditCursor?,
        within extent: ClosedRange<Instant>,
        size: Int,
        _ tx: borrowing Transaction
    ) async throws -> (lines: [UInt8], next: AuditCursor?) {
        let rows = try await walk(
            "occurred_at, event_id, record",
            filter,
            after: cursor,
            within: extent,
            limit: size + 1,
            tx
        )
        var lines: [UInt8] = []
        lines.reserveCapacity(rows.count * 512)
        for row in rows.prefix(size) {
            try AuditRecord.appendCSVLine(ofStored: row.decode("record"), to: &lines)
        }
        return (lines, try Self.next(rows, size))
    }

    /// The times of the oldest and the newest record; `nil` if there is none.
    package func extent(_ tx: borrowing Transaction) async throws(DatabaseError) -> ClosedRange<Instant>? {
        let ends = try await tx.batch([
            "select occurred_at from audit_event where \(whose) order by occurred_at, event_id limit 1",
            "select occurred_at from audit_event where \(whose) order by occurred_at desc, event_id desc limit 1",
        ])
        guard let oldest = ends[0].first, let newest = ends[1].first else { return nil }
        return try oldest.decode(0)...newest.decode(0)
    }

    /// The position behind the first so many matches; `nil` if there are no more than that.
    package func position(
        behind count: Int,
        _ filter: AuditFilter,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> AuditCursor? {
        let rows = try await walk("occurred_at, event_id", filter, after: nil, limit: count + 1, tx)
        guard rows.count > count, count > 0 else { return nil }
        let last = rows[count - 1]
        return AuditCursor(occurredAt: try last.decode("occurred_at"), id: try last.decode("event_id"))
    }

    /// How many records match.
    package func count(_ filter: AuditFilter, _ tx: borrowing Transaction) async throws(DatabaseError) -> Count {
        let (log, now) = (tenant ?? .instance, SystemClock().now)
        if filter.isEmpty, let totals, totals.isBeyondCount(log, at: now) {
            return Count(total: Self.countLimit, isCapped: true)
        }
        let condition = condition(filter, from: filter.from, until: filter.until)
        let rows = try await tx.query(
            "select count(*) from (select from audit_event where \(condition) limit \(Self.countLimit + 1)) as found"
        )
        let total = try rows.first?.decode(0, as: Int.self) ?? 0
        if filter.isEmpty, total > Self.countLimit {
            totals?.note(log, at: now)
        }
        return Count(total: min(total, Self.countLimit), isCapped: total > Self.countLimit)
    }

    /// A record; `nil` if there is none of the identifier.
    ///
    /// - Throws: `DatabaseError`; ``AuditError``.
    package func record(_ id: UUID, _ tx: borrowing Transaction) async throws -> AuditRecord? {
        // The identifier tells the time, which finds the partition and the index; it is made while the request runs.
        guard let milliseconds = id.milliseconds else { return nil }
        let made = Instant(microseconds: Int64(clamping: milliseconds) * 1000)
        let range = condition(.all, from: made - .seconds(3600), until: made + .seconds(60))
        let rows = try await tx.query("select record from audit_event where \(range) and event_id = \(id)")
        return try rows.first.map { try AuditRecord(decoding: $0.decode("record")) }
    }

    /// The newest records about an object, until a record and with it if one is named.
    ///
    /// - Throws: `DatabaseError`; ``AuditError``.
    package func history(
        of id: String,
        kind: Resource? = nil,
        until last: AuditRecord? = nil,
        limit: Int,
        _ tx: borrowing Transaction
    ) async throws -> [AuditRecord] {
        var condition: SQL = "\(whose) and resource_id = \(id)"
        if let kind { condition += " and resource_kind = \(kind.rawValue)" }
        if let last {
            condition += " and (occurred_at, event_id) <= (\(last.occurredAt), \(last.id))"
            // Namespaces have objects of the same name.
            condition += " and namespace is not distinct from \(last.resource.namespace?.description)"
        }
        let rows = try await tx.query(
            "select record from audit_event where \(condition) order by occurred_at desc, event_id desc limit \(limit)"
        )
        return try rows.map { try AuditRecord(decoding: $0.decode("record")) }
    }

    private var whose: SQL {
        tenant.map { "tenant_id = \($0)" } ?? "true"
    }

    private func condition(_ filter: AuditFilter, from: Instant?, until: Instant?) -> SQL {
        var condition = whose
        if let from { condition += " and occurred_at >= \(from)" }
        if let until { condition += " and occurred_at < \(until)" }
        if let more = filter.condition { condition += " and \(more)" }
        return condition
    }

    /// Reads month by month until there are enough rows: first one month, then twice as many in each round trip.
    private func walk(
        _ columns: SQL,
        _ filter: AuditFilter,
        after cursor: AuditCursor?,
        within known: ClosedRange<Instant>? = nil,
        limit: Int,
        _ tx: borrowing Transaction
    ) async throws(DatabaseError) -> [Row] {
        var extent = known
        if extent == nil { extent = try await self.extent(tx) }
        guard let oldest = extent?.lowerBound, let newest = extent?.upperBound else { return [] }
        let first = AuditMonth(max(oldest, filter.from ?? oldest))
        var month = AuditMonth(min(newest, cursor?.occurredAt ?? newest, filter.until ?? newest))
        var (found, step): ([Row], Int64) = ([], 1)
        while found.count < limit, month >= first {
            let last = max(first, AuditMonth(number: month.number - step + 1))
            let statements = (last.number...month.number).reversed().map {
                statement(columns, filter, in: AuditMonth(number: $0), after: cursor, limit: limit - found.count)
            }
            for rows in try await tx.batch(statements) {
                found += rows.prefix(limit - found.count)
            }
            (month, step) = (last.previous, min(step * 2, 16))
        }
        return found
    }

    /// The statement that reads the newest rows of this month, for the tests of its plan.
    package func newestMonth(_ filter: AuditFilter, limit: Int) -> SQL {
        statement("record", filter, in: AuditMonth(SystemClock().now), after: nil, limit: limit)
    }

    /// The statement that reads the newest rows of one month.
    private func statement(
        _ columns: SQL,
        _ filter: AuditFilter,
        in month: AuditMonth,
        after cursor: AuditCursor?,
        limit: Int
    ) -> SQL {
        let from = max(month.start, filter.from ?? month.start)
        let until = min(month.next.start, filter.until ?? month.next.start)
        var condition = condition(filter, from: from, until: until)
        if let cursor { condition += " and (occurred_at, event_id) < (\(cursor.occurredAt), \(cursor.id))" }
        return
            "select \(columns) from audit_event where \(condition) order by occurred_at desc, event_id desc limit \(limit)"
    }
}
