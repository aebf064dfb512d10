import CPostgres

/// One thing that comes back on a connection.
enum Reply: Sendable {
    /// A statement's result.
    case result(ResultStorage)
    /// The server refused a statement; those behind it, up to the next sync, are skipped.
    case failure(ServerError)
    /// A statement that was skipped because one before it failed.
    case skipped
    /// The end of one statement's results.
    case separator
    /// A `Sync` was reached.
    case sync
    /// A `COPY ... TO STDOUT` begins.
    case copyOut
    /// A `COPY ... FROM STDIN` begins.
    case copyIn
    /// What the library makes up when the connection is lost.
    case lost(String)
}

/// Owns a `PGresult`.
@safe
struct ResultHandle: ~Copyable {
    private let pointer: OpaquePointer

    init?(_ pointer: OpaquePointer?) {
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = pointer
    }

    deinit { unsafe PQclear(pointer) }

    /// The result with everything copied out.
    var reply: Reply {
        switch unsafe PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY, PGRES_SINGLE_TUPLE: .result(storage)
        case PGRES_PIPELINE_SYNC: .sync
        case PGRES_PIPELINE_ABORTED: .skipped
        case PGRES_COPY_OUT: .copyOut
        case PGRES_COPY_IN: .copyIn
        default: failure
        }
    }

    private var failure: Reply {
        let message = unsafe text(PQresultErrorField(pointer, Int32(UInt8(ascii: "M"))))
        // A failure without a code comes from the library and not from the server.
        guard let sqlState = field("C") else {
            let made = unsafe PQresultErrorMessage(pointer).map { unsafe String(cString: $0) } ?? ""
            return .lost(made.split(whereSeparator: \.isNewline).joined(separator: "; "))
        }
        var error = ServerError(severity: field("V") ?? "ERROR", sqlState: sqlState, message: message ?? "")
        error.detail = field("D")
        error.hint = field("H")
        error.position = field("P").flatMap { Int($0) }
        error.context = field("W")
        error.schema = field("s")
        error.table = field("t")
        error.column = field("c")
        error.constraint = field("n")
        return .failure(error)
    }

    private func field(_ code: Unicode.Scalar) -> String? {
        unsafe text(PQresultErrorField(pointer, Int32(code.value)))
    }

    private func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    private var storage: ResultStorage {
        let rowCount = unsafe PQntuples(pointer)
        let columnCount = unsafe PQnfields(pointer)
        let columns = (0..<columnCount).map { column in
            ResultStorage.Column(
                name: unsafe text(PQfname(pointer, column)) ?? "",
                type: PostgresType(rawValue: unsafe PQftype(pointer, column))
            )
        }
        var cells: [ResultStorage.Cell] = []
        cells.reserveCapacity(Int(rowCount) * Int(columnCount))
        var total = 0
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                guard unsafe PQgetisnull(pointer, row, column) == 0 else {
                    cells.append(ResultStorage.Cell(offset: total, length: -1))
                    continue
                }
                let length = Int(unsafe PQgetlength(pointer, row, column))
                cells.append(ResultStorage.Cell(offset: total, length: length))
                total += length
            }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(total)
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                let start = unsafe PQgetvalue(pointer, row, column)
                let length = Int(unsafe PQgetlength(pointer, row, column))
                unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: length))
            }
        }
        let affected = unsafe text(PQcmdTuples(pointer)).flatMap { Int($0) } ?? 0
        let tag = unsafe text(PQcmdStatus(pointer)) ?? ""
        return ResultStorage(
            columns: columns,
            cells: cells,
            bytes: bytes,
            count: Int(rowCount),
            affected: affected,
            tag: tag
        )
    }
}
