import CPostgres

/// Owns a `PGconn` that blocks: for the thread of the embedded cluster, which has nothing else to do.
@safe
struct BlockingConnectionHandle: ~Copyable {
    private let pointer: OpaquePointer

    init(_ parameters: [(name: String, value: String)]) throws(DatabaseError) {
        let opened = unsafe withCStrings(parameters.map(\.name)) { names in
            unsafe withCStrings(parameters.map(\.value)) { values in unsafe PQconnectdbParams(names, values, 0) }
        }
        guard let opened = unsafe opened else { throw .connection("out of memory") }
        guard unsafe PQstatus(opened) == CONNECTION_OK else {
            defer { unsafe PQfinish(opened) }
            throw unsafe .connection(ConnectionHandle.message(PQerrorMessage(opened)))
        }
        unsafe PQsetNoticeReceiver(opened, { _, _ in }, nil)
        unsafe pointer = opened
    }

    deinit { unsafe PQfinish(pointer) }

    /// Runs any number of statements.
    func run(_ script: String) throws(DatabaseError) {
        try check(unsafe ResultHandle(PQexec(pointer, script)))
    }

    /// The first column of a statement with parameters in text form.
    func query(_ text: String, _ parameters: [String]) throws(DatabaseError) -> [String?] {
        let result = unsafe withCStrings(parameters) { values in
            unsafe PQexecParams(pointer, text, Int32(parameters.count), nil, values, nil, nil, 0)
        }
        let rows = try check(unsafe ResultHandle(result))
        return (0..<rows.count).map { row in
            let cell = rows.cells[row * rows.columns.count]
            guard cell.length >= 0 else { return nil }
            return String(decoding: rows.bytes[cell.offset..<(cell.offset + cell.length)], as: UTF8.self)
        }
    }

    @discardableResult
    private func check(_ result: consuming ResultHandle?) throws(DatabaseError) -> ResultStorage {
        switch result?.reply {
        case .result(let storage): return storage
        case .failure(let error): throw .server(error)
        default: throw unsafe .connection(ConnectionHandle.message(PQerrorMessage(pointer)))
        }
    }
}
