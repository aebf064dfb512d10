import CPostgres

/// Owns a `PGconn` that never blocks.
///
/// Confined to the thread of one loop, as the library demands of a connection.
@safe
struct ConnectionHandle: ~Copyable {
    private let pointer: OpaquePointer

    /// Starts to connect with `PQconnectStartParams`.
    ///
    /// A host's name is looked up in this call, which blocks: a path or an address is not.
    init(_ parameters: [(name: String, value: String)]) throws(DatabaseError) {
        let started = unsafe withCStrings(parameters.map(\.name)) { names in
            unsafe withCStrings(parameters.map(\.value)) { values in
                unsafe PQconnectStartParams(names, values, 0)
            }
        }
        guard let started = unsafe started else { throw .connection("out of memory") }
        guard unsafe PQstatus(started) != CONNECTION_BAD else {
            defer { unsafe PQfinish(started) }
            throw unsafe .connection(Self.message(PQerrorMessage(started)))
        }
        // Notices would be written to standard error.
        unsafe PQsetNoticeReceiver(started, { _, _ in }, nil)
        unsafe pointer = started
    }

    deinit { unsafe PQfinish(pointer) }

    /// The socket, which may be another one after each step of connecting.
    var descriptor: Int32 { unsafe PQsocket(pointer) }

    /// The process at the other end.
    var backend: Int32 { unsafe PQbackendPID(pointer) }

    /// Whether the connection is usable.
    var isAlive: Bool { unsafe PQstatus(pointer) == CONNECTION_OK }

    /// What the library says went wrong last.
    var message: String { unsafe Self.message(PQerrorMessage(pointer)) }

    /// The server's version as the library counts it, 150020 for 15.20.
    var serverVersion: Int32 { unsafe PQserverVersion(pointer) }

    /// Whether there is a transaction, and whether it has failed.
    var transactionStatus: TransactionStatus {
        switch unsafe PQtransactionStatus(pointer) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_INTRANS: .open
        case PQTRANS_INERROR: .failed
        case PQTRANS_ACTIVE: .active
        default: .unknown
        }
    }

    /// Takes the next step of connecting.
    func connect() -> ConnectStep {
        switch unsafe PQconnectPoll(pointer) {
        case PGRES_POLLING_OK: .connected
        case PGRES_POLLING_READING: .wantsRead
        case PGRES_POLLING_WRITING: .wantsWrite
        default: .failed(message)
        }
    }

    /// Makes the connected connection non-blocking and enters pipeline mode.
    func enterPipeline() -> Bool {
        unsafe PQsetnonblocking(pointer, 1) == 0 && PQenterPipelineMode(pointer) == 1
    }

    /// Leaves pipeline mode, which needs that nothing is in flight.
    func exitPipeline() -> Bool { unsafe PQexitPipelineMode(pointer) == 1 }

    /// Sends `Parse`.
    func sendPrepare(_ name: String, text: String, types: [PostgresType]) -> Bool {
        let types = types.map(\.rawValue)
        return unsafe types.withUnsafeBufferPointer { types in
            unsafe PQsendPrepare(pointer, name, text, Int32(types.count), types.baseAddress) == 1
        }
    }

    /// Sends `Bind`, `Describe` and `Execute` of a prepared statement, all in binary form.
    func sendExecute(_ name: String, binds: [Bind]) -> Bool {
        unsafe withParameters(binds) { count, values, lengths, formats in
            unsafe PQsendQueryPrepared(pointer, name, count, values, lengths, formats, 1) == 1
        }
    }

    /// Sends a statement without a name.
    func sendQuery(_ text: String, binds: [Bind]) -> Bool {
        let types = binds.map(\.type.rawValue)
        return unsafe types.withUnsafeBufferPointer { types in
            unsafe withParameters(binds) { count, values, lengths, formats in
                unsafe PQsendQueryParams(pointer, text, count, types.baseAddress, values, lengths, formats, 1) == 1
            }
        }
    }

    /// Sends any number of statements as one text; not in pipeline mode.
    func sendScript(_ text: String) -> Bool { unsafe PQsendQuery(pointer, text) == 1 }

    /// Sends `Sync`.
    func sendSync() -> Bool { unsafe PQpipelineSync(pointer) == 1 }

    /// Writes what is buffered, as far as the socket takes it.
    func flush() -> FlushStep {
        switch unsafe PQflush(pointer) {
        case 0: .done
        case 1: .wantsWrite
        default: .failed
        }
    }

    /// Reads what the socket has.
    func consumeInput() -> Bool { unsafe PQconsumeInput(pointer) == 1 }

    /// Whether more can be read without waiting; with TLS, whether more may be.
    var mayHaveUnread: Bool {
        unsafe reeve_unread_bytes(PQsocket(pointer)) > 0
    }

    /// Whether the connection is encrypted: bytes may then wait in the library instead of the socket.
    var isEncrypted: Bool { unsafe PQsslInUse(pointer) == 1 }

    /// Whether the next result would have to be waited for.
    var isBusy: Bool { unsafe PQisBusy(pointer) == 1 }

    /// The next result; only when the connection is not busy.
    func nextReply() -> Reply {
        guard let result = unsafe ResultHandle(PQgetResult(pointer)) else { return .separator }
        return result.reply
    }

    /// The next notification that has been read.
    func nextNotification() -> DatabaseNotification? {
        guard let notification = unsafe PQnotifies(pointer) else { return nil }
        defer { unsafe PQfreemem(notification) }
        return DatabaseNotification(
            channel: unsafe String(cString: notification.pointee.relname),
            payload: unsafe String(cString: notification.pointee.extra),
            backend: unsafe notification.pointee.be_pid
        )
    }

    /// What cancels the running statement from another thread.
    func cancellation() -> CancelHandle? { unsafe CancelHandle(PQgetCancel(pointer)) }

    /// The next piece of data of a `COPY ... TO STDOUT`.
    func nextCopyChunk() -> CopyStep {
        var buffer: UnsafeMutablePointer<CChar>?
        let count = unsafe PQgetCopyData(pointer, &buffer, 1)
        guard count > 0, let start = unsafe buffer else { return count == 0 ? .wait : (count == -1 ? .end : .failed) }
        defer { unsafe PQfreemem(start) }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(count))
        return .chunk(unsafe [UInt8](bytes))
    }

    /// Hands over data of a `COPY ... FROM STDIN`; false when the buffer is full or the connection lost.
    func sendCopy(_ bytes: [UInt8]) -> FlushStep {
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe PQputCopyData(
                pointer,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(bytes.count)
            )
        }
        return sent == 1 ? .done : (sent == 0 ? .wantsWrite : .failed)
    }

    /// Ends a `COPY ... FROM STDIN`, as a failure when there is a reason.
    func endCopy(_ failure: String?) -> FlushStep {
        let sent = unsafe PQputCopyEnd(pointer, failure)
        return sent == 1 ? .done : (sent == 0 ? .wantsWrite : .failed)
    }

    static func message(_ text: UnsafeMutablePointer<CChar>?) -> String {
        guard let text = unsafe text else { return "" }
        let message = unsafe String(cString: text)
        return message.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    /// Lends arrays of pointers to the values' bytes, which live in one buffer.
    private func withParameters<Result>(
        _ binds: [Bind],
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        // An empty value still needs an address: nil would mean null.
        var bytes: [UInt8] = [0]
        var offsets: [Int?] = []
        for bind in binds {
            offsets.append(bind.bytes == nil ? nil : bytes.count)
            bytes += bind.bytes ?? []
            bytes.append(0)
        }
        let lengths = binds.map { Int32($0.bytes?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: binds.count)
        return unsafe bytes.withUnsafeBytes { bytes in
            let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = unsafe offsets.map { offset -> UnsafePointer<CChar>? in
                unsafe offset.flatMap { unsafe base?.advanced(by: $0) }
            }
            return unsafe values.withUnsafeBufferPointer { values in
                unsafe lengths.withUnsafeBufferPointer { lengths in
                    unsafe formats.withUnsafeBufferPointer { formats in
                        unsafe body(
                            Int32(binds.count),
                            values.baseAddress,
                            lengths.baseAddress,
                            formats.baseAddress
                        )
                    }
                }
            }
        }
    }
}

/// Lends a nil-terminated array of C strings.
func withCStrings<Result>(
    _ strings: [String],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let buffers = strings.map { Array($0.utf8CString) }
    func next(_ index: Int, _ pointers: [UnsafePointer<CChar>?]) -> Result {
        guard index < buffers.count else {
            let terminated = unsafe pointers + [nil]
            return unsafe terminated.withUnsafeBufferPointer { all in
                guard let base = all.baseAddress else { preconditionFailure("an array with an element has an address") }
                return unsafe body(base)
            }
        }
        return unsafe buffers[index].withUnsafeBufferPointer { buffer in
            unsafe next(index + 1, pointers + [buffer.baseAddress])
        }
    }
    return unsafe next(0, [])
}

/// Whether a connection is in a transaction.
enum TransactionStatus: Sendable, Equatable { case idle, open, failed, active, unknown }

/// What a connection being made waits for.
enum ConnectStep: Sendable, Equatable { case wantsRead, wantsWrite, connected, failed(String) }

/// How far buffered bytes were written.
enum FlushStep: Sendable, Equatable { case done, wantsWrite, failed }

/// What a running `COPY ... TO STDOUT` has to offer.
enum CopyStep: Sendable, Equatable { case chunk([UInt8]), wait, end, failed }
