import CLinux
import Glibc

/// A thread of ours, named, joined when it is no longer needed.
@safe
package final class ThreadHandle: Sendable {
    private let thread: pthread_t

    /// Starts a thread.
    package init(name: String, _ body: @escaping @Sendable () -> Void) throws(EventLoopError) {
        let box = unsafe Unmanaged.passRetained(Box(name: name, body: body))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let box = unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
                unsafe clinux_name_thread(box.name)
                box.body()
                return nil
            },
            box.toOpaque()
        )
        guard code == 0 else {
            unsafe box.release()
            throw .system(call: "pthread_create", code: code)
        }
        self.thread = thread
    }

    /// Waits until the thread has ended; to be called once.
    package func join() {
        _ = pthread_join(thread, nil)
    }

    private final class Box: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
