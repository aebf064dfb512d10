/// A descriptor's registration with a loop.
public struct Registration: Hashable, Sendable {
    /// The descriptor.
    public let descriptor: Int32
    /// The slot, and how often it had been used before: a late event of an earlier use finds another number there.
    let tag: UInt64
}

/// Who takes the events of which registration.
struct Registrations {
    private struct Slot {
        var generation: UInt32 = 0
        var handler: (any Pollable)?
    }

    private var slots: [Slot] = []
    private var free: [Int] = []

    subscript(tag: UInt64) -> (any Pollable)? {
        let slot = Int(tag & 0xffff_ffff)
        guard slot < slots.count, slots[slot].generation == UInt32(tag >> 32) else { return nil }
        return slots[slot].handler
    }

    mutating func add(_ descriptor: Int32, _ handler: any Pollable) -> Registration {
        let slot = free.popLast() ?? slots.count
        if slot == slots.count {
            slots.append(Slot())
        }
        slots[slot].handler = handler
        return Registration(descriptor: descriptor, tag: UInt64(slots[slot].generation) << 32 | UInt64(slot))
    }

    mutating func remove(_ registration: Registration) {
        let slot = Int(registration.tag & 0xffff_ffff)
        guard slot < slots.count, slots[slot].generation == UInt32(registration.tag >> 32) else { return }
        slots[slot].handler = nil
        slots[slot].generation &+= 1
        free.append(slot)
    }
}
