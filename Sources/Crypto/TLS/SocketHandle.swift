import COpenSSL
import Glibc

/// The socket under a session, as an OpenSSL `BIO`.
///
/// OpenSSL is told to read ahead, so that one system call brings as much as its buffer holds. A read that comes back
/// short has emptied the socket: the next one is answered with "try again" without a system call. This is only done
/// for a caller that reports every event of the socket, because each may make the memory untrue.
@safe
struct SocketHandle: ~Copyable {
    /// What the callbacks of the `BIO` work on.
    private struct State {
        let descriptor: Int32
        var remembersShortReads = false
        var isEmpty = false
        var isHungUp = false
        var isEnded = false
        var failure: Int32 = 0
    }

    private let state: UnsafeMutablePointer<State>
    private let method: Method

    init(_ descriptor: Int32) {
        unsafe state = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe state.initialize(to: State(descriptor: descriptor))
        method = .shared
    }

    deinit {
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    /// Whether the peer's end of the stream was seen.
    var isEnded: Bool { unsafe state.pointee.isEnded }

    /// The `errno` of a call that failed, or 0.
    var failure: Int32 { unsafe state.pointee.failure }

    /// Begins to remember short reads, and forgets the last one.
    func noteReadable() {
        unsafe state.pointee.remembersShortReads = !state.pointee.isHungUp
        unsafe state.pointee.isEmpty = false
    }

    /// Asks the socket on every read from now on.
    func noteHangUp() {
        unsafe state.pointee.isHungUp = true
        noteReadable()
    }

    /// Makes the `BIO`; it must be freed before this value.
    func makeBIO() -> OpaquePointer? {
        guard let bio = unsafe method.makeBIO() else { return nil }
        unsafe BIO_set_data(bio, state)
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    private static func receive(_ bio: OpaquePointer?, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int32) -> Int32 {
        guard let bio = unsafe bio, let bytes = unsafe bytes, count > 0,
            let state = unsafe BIO_get_data(bio)?.assumingMemoryBound(to: State.self)
        else { return 0 }
        unsafe BIO_clear_flags(bio, shim_BIO_FLAGS_RETRY)
        guard unsafe !state.pointee.isEmpty else {
            unsafe BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            return -1
        }
        while true {
            let result = unsafe recv(state.pointee.descriptor, bytes, Int(count), 0)
            if result > 0 {
                unsafe state.pointee.isEmpty = result < Int(count) && state.pointee.remembersShortReads
                return Int32(result)
            }
            if result == 0 {
                unsafe state.pointee.isEnded = true
                return 0
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: unsafe BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            case let code: unsafe state.pointee.failure = code
            }
            return -1
        }
    }

    private static func transmit(_ bio: OpaquePointer?, _ bytes: UnsafePointer<CChar>?, _ count: Int32) -> Int32 {
        guard let bio = unsafe bio, let bytes = unsafe bytes, count > 0,
            let state = unsafe BIO_get_data(bio)?.assumingMemoryBound(to: State.self)
        else { return 0 }
        unsafe BIO_clear_flags(bio, shim_BIO_FLAGS_RETRY)
        while true {
            let result = unsafe send(state.pointee.descriptor, bytes, Int(count), Int32(MSG_NOSIGNAL))
            if result >= 0 { return Int32(result) }
            switch errno {
            case EINTR: continue
            case EAGAIN: unsafe BIO_set_flags(bio, BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
            case let code: unsafe state.pointee.failure = code
            }
            return -1
        }
    }

    private static func control(_ bio: OpaquePointer?, _ command: Int32) -> Int {
        switch command {
        case BIO_CTRL_FLUSH, BIO_CTRL_DUP: return 1
        case BIO_CTRL_EOF:
            guard let bio = unsafe bio, let state = unsafe BIO_get_data(bio)?.assumingMemoryBound(to: State.self)
            else { return 0 }
            return unsafe state.pointee.isEnded ? 1 : 0
        default: return 0
        }
    }

    /// Owns the `BIO_METHOD`, one for the whole process.
    @safe
    private final class Method: @unchecked Sendable {
        // Sendable: it is not changed once it is made.
        static let shared = Method()

        private let pointer: OpaquePointer

        private init() {
            guard let pointer = unsafe BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "reeve socket") else {
                preconditionFailure("out of memory for a BIO method")
            }
            unsafe BIO_meth_set_read(pointer) { unsafe SocketHandle.receive($0, $1, $2) }
            unsafe BIO_meth_set_write(pointer) { unsafe SocketHandle.transmit($0, $1, $2) }
            unsafe BIO_meth_set_ctrl(pointer) { bio, command, _, _ in unsafe SocketHandle.control(bio, command) }
            unsafe self.pointer = pointer
        }

        deinit { unsafe BIO_meth_free(pointer) }

        func makeBIO() -> OpaquePointer? { unsafe BIO_new(pointer) }
    }
}
