import Testing

@testable import HTTP

@Suite("The life of a connection")
struct ConnectionStateTests {
    private func kept(_ state: inout ConnectionState, remaining: Int? = 0, openEnded: Bool = false) -> Bool {
        state.responseBegan(wantsClose: false, isOpenEnded: openEnded, remaining: remaining, isAwaited: false)
    }

    @Test func `goes from request to request`() {
        var state = ConnectionState()
        for _ in 0..<2 {
            state.headRead(isPersistent: true)
            #expect(state.phase == .exchange)
            #expect(state.requestEnded(hasBacklog: false) == .none)
            #expect(kept(&state))
            #expect(state.responseSent(hasBacklog: false) == .nextRequest)
            #expect(state.phase == .head)
        }
        #expect(state.peerEnded() == .close)
    }

    @Test func `lingers after the last response, until the client closes`() {
        var state = ConnectionState()
        state.headRead(isPersistent: false)
        #expect(state.requestEnded(hasBacklog: false) == .none)
        #expect(!kept(&state))
        #expect(state.responseSent(hasBacklog: false) == .linger)
        #expect(state.dropped(1000) == .none)
        #expect(state.peerEnded() == .close)
        #expect(state.phase == .closed)
    }

    @Test func `lingers for a megabyte and no more`() {
        var state = ConnectionState()
        state.violated()
        #expect(!kept(&state))
        #expect(state.responseSent(hasBacklog: false) == .linger)
        #expect(state.dropped(ConnectionState.lingerLimit) == .none)
        #expect(state.dropped(1) == .close)
    }

    @Test func `drops the rest of a body, then goes on`() {
        var state = ConnectionState()
        state.headRead(isPersistent: true)
        #expect(kept(&state, remaining: nil))
        #expect(state.responseSent(hasBacklog: false) == .discard)
        #expect(state.dropped(ConnectionState.discardLimit) == .none)
        #expect(state.requestEnded(hasBacklog: true) == .nextRequest)
    }

    @Test func `gives up a body that is too large to drop`() {
        var state = ConnectionState()
        state.headRead(isPersistent: true)
        #expect(kept(&state, remaining: nil))
        #expect(state.responseSent(hasBacklog: false) == .discard)
        #expect(state.dropped(ConnectionState.discardLimit + 1) == .linger)
        var declared = ConnectionState()
        declared.headRead(isPersistent: true)
        #expect(!kept(&declared, remaining: ConnectionState.discardLimit + 1))
    }

    @Test func `closes when a dropped body is malformed`() {
        var state = ConnectionState()
        state.headRead(isPersistent: true)
        #expect(kept(&state, remaining: nil))
        #expect(state.responseSent(hasBacklog: false) == .discard)
        #expect(state.discardFailed() == .linger)
    }

    @Test func `answers a client that closed its side after its request`() {
        var state = ConnectionState()
        state.headRead(isPersistent: true)
        #expect(state.requestEnded(hasBacklog: true) == .none)
        #expect(state.peerEnded() == .none)
        #expect(kept(&state))
        #expect(state.responseSent(hasBacklog: true) == .nextRequest)
        state.headRead(isPersistent: true)
        #expect(state.requestEnded(hasBacklog: false) == .none)
        #expect(kept(&state))
        #expect(state.responseSent(hasBacklog: false) == .close)
    }

    @Test func `takes a client that closes in the middle of its request to be gone`() {
        var state = ConnectionState()
        state.headRead(isPersistent: true)
        #expect(state.peerEnded() == .cancel)
        #expect(state.phase == .closed)
    }

    @Test func `takes a client that closes while it follows a stream to be gone, whichever came first`() {
        var state = ConnectionState()
        state.headRead(isPersistent: true)
        #expect(state.requestEnded(hasBacklog: false) == .none)
        _ = kept(&state, openEnded: true)
        #expect(!state.isAbandoned)
        #expect(state.peerEnded() == .cancel)
        var early = ConnectionState()
        early.headRead(isPersistent: true)
        #expect(early.requestEnded(hasBacklog: false) == .none)
        #expect(early.peerEnded() == .none)
        _ = kept(&early, openEnded: true)
        #expect(early.isAbandoned)
    }

    @Test func `closes what is idle when the server stops, and the rest after its response`() {
        var idle = ConnectionState()
        #expect(idle.drain(isIdle: true) == .close)
        var begun = ConnectionState()
        #expect(begun.drain(isIdle: false) == .none)
        begun.headRead(isPersistent: true)
        #expect(begun.requestEnded(hasBacklog: true) == .none)
        #expect(!kept(&begun))
        #expect(begun.responseSent(hasBacklog: true) == .linger)
    }

    @Test func `fails once`() {
        var state = ConnectionState()
        state.headRead(isPersistent: true)
        #expect(state.failed() == .cancel)
        #expect(state.failed() == .none)
        #expect(state.peerEnded() == .none)
        #expect(state.responseSent(hasBacklog: false) == .none)
        #expect(state.leaveNow() == .none)
    }

    @Test func `does not wait for a body it never asked for`() {
        var state = ConnectionState()
        state.headRead(isPersistent: true)
        let isKept = state.responseBegan(wantsClose: false, isOpenEnded: false, remaining: 5, isAwaited: true)
        #expect(!isKept)
        #expect(state.responseSent(hasBacklog: false) == .linger)
    }
}
