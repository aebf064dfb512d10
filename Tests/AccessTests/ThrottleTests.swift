import Access
import Crypto
import Daemon
import Testing

@Suite("How often a caller may ask")
struct ThrottleTests {
    let throttle = Throttle(known: .init(burst: 3, rate: 1), anonymous: .init(burst: 2, rate: 1), capacity: 100)

    private func call(_ credential: Call.Credential, from address: String = "192.0.2.1", at second: Int64 = 0) -> Call {
        Call(
            credential: credential,
            source: .init(address: address),
            requestID: "r",
            arrivedAt: Instant(seconds: second)
        )
    }

    @Test func `a burst is admitted, what exceeds it waits, and time refills the allowance`() throws {
        let token = TokenFormat.generate(.personal)
        for _ in 0..<3 {
            try throttle.admit(call(.token(token)))
        }
        #expect(throws: GateError.throttled(retryAfter: .milliseconds(1001))) {
            try throttle.admit(call(.token(token)))
        }
        try throttle.admit(call(.token(token), at: 1))
        #expect(throws: GateError.self) { try throttle.admit(call(.token(token), at: 1)) }
    }

    @Test func `each token and each address has an allowance of its own`() throws {
        for _ in 0..<2 {
            try throttle.admit(call(.none))
        }
        #expect(throws: GateError.self) { try throttle.admit(call(.none)) }
        try throttle.admit(call(.none, from: "192.0.2.2"))
    }

    @Test func `made-up tokens use up the allowance of their address`() throws {
        for _ in 0..<2 {
            let guess = call(.token(TokenFormat.generate(.personal)))
            try throttle.admit(guess)
            throttle.recordFailure(of: guess)
        }
        #expect(throws: GateError.self) { try throttle.admit(call(.token(TokenFormat.generate(.personal)))) }
    }

    @Test func `a clock that is set back keeps nobody out for as long as it was set back`() throws {
        for _ in 0..<2 {
            let guess = call(.token(TokenFormat.generate(.personal)), at: 7200)
            try throttle.admit(guess)
            throttle.recordFailure(of: guess)
        }
        let token = TokenFormat.generate(.personal)
        #expect(throws: GateError.self) { try throttle.admit(call(.token(token), at: 0)) }
        try throttle.admit(call(.token(token), at: 2))
    }

    @Test func `what is remembered of callers is bounded`() throws {
        for number in 0..<1000 {
            try throttle.admit(call(.none, from: "192.0.2.\(number)", at: Int64(number) * 10))
        }
        #expect(throttle.remembered <= 100)
    }
}

@Suite("Lockouts")
struct LockoutTests {
    let lockout = Lockout(threshold: 3, window: .seconds(60), shortest: .seconds(10), longest: .seconds(35))

    private func fail(_ count: Int, from state: Lockout.State? = nil, at second: Int64) -> Lockout.State {
        (0..<count).reduce(state ?? Lockout.State(since: Instant(seconds: second))) { state, _ in
            lockout.afterFailure(state, at: Instant(seconds: second))
        }
    }

    @Test func `come after as many failures as are allowed`() {
        #expect(!fail(2, at: 0).isLocked(at: Instant(seconds: 0)))
        let locked = fail(3, at: 0)
        #expect(locked.isLocked(at: Instant(seconds: 9)) && !locked.isLocked(at: Instant(seconds: 10)))
    }

    @Test func `forget failures that are long past`() {
        let early = fail(2, at: 0)
        #expect(!fail(1, from: early, at: 61).isLocked(at: Instant(seconds: 61)))
    }

    @Test func `double each time, up to the longest`() {
        let first = fail(3, at: 0)
        let second = fail(3, from: first, at: 20)
        #expect(second.lockedUntil == Instant(seconds: 40))
        let third = fail(3, from: second, at: 50)
        #expect(third.lockedUntil == Instant(seconds: 85))
    }
}
