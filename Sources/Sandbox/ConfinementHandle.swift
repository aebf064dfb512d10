import CLinux
import Glibc

/// Gives up what a process does not need that only computes.
enum ConfinementHandle {
    /// Confines this process for good.
    ///
    /// - Parameters:
    ///   - memory: How many more bytes it may take.
    ///   - seconds: How much processor time it may take in all.
    /// - Returns: Whether the system did all of it.
    static func confine(memory: UInt64, seconds: UInt64) -> Bool {
        clinux_confine(memory, seconds) == 0
    }
}
