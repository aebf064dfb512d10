import CPostgres

/// Owns a `PGcancel`: what is needed to cancel the running statement of a connection.
@safe
final class CancelHandle: Sendable {
    // Immutable once made; the library allows PQcancel from any thread.
    private nonisolated(unsafe) let pointer: OpaquePointer

    init?(_ pointer: OpaquePointer?) {
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = pointer
    }

    deinit { unsafe PQfreeCancel(pointer) }

    /// Sends the request and waits until the server has passed it on; blocks.
    ///
    /// Once this has returned true, a statement sent afterwards cannot be hit by it.
    func cancel() -> Bool {
        var buffer = [CChar](repeating: 0, count: 256)
        let capacity = Int32(buffer.count)
        return unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            unsafe PQcancel(pointer, buffer.baseAddress, capacity) == 1
        }
    }
}
