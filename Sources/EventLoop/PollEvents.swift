/// What happened to a descriptor, as `epoll(7)` reports it.
public struct PollEvents: OptionSet, Sendable, Hashable {
    /// The bits of `epoll(7)`.
    public let rawValue: UInt32

    /// Wraps bits of `epoll(7)`.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// There is something to read, or the other side has closed.
    public static let readable = PollEvents(rawValue: 0x001)
    /// There is room to write.
    public static let writable = PollEvents(rawValue: 0x004)
    /// The descriptor is in error.
    public static let error = PollEvents(rawValue: 0x008)
    /// Both sides are closed.
    public static let hangUp = PollEvents(rawValue: 0x010)
    /// The other side will send nothing more.
    public static let peerClosed = PollEvents(rawValue: 0x2000)
}

/// Takes the events of a descriptor, on the loop that it is registered with.
public protocol Pollable: AnyObject {
    /// The descriptor has become ready; reports are edge-triggered, so read or write until it would block.
    func ready(_ events: PollEvents)
}
