import Glibc

/// Owns a semaphore of the system.
///
/// `@unchecked Sendable`: `sem_post` and `sem_wait` may be called from any thread.
@safe
final class SemaphoreHandle: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        unsafe semaphore = .allocate(capacity: 1)
        // Fails only for a count beyond SEM_VALUE_MAX.
        _ = unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        _ = unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    func post() {
        _ = unsafe sem_post(semaphore)
    }

    func wait() {
        // Begins again when a signal interrupts it.
        while unsafe sem_wait(semaphore) != 0 {}
    }
}
