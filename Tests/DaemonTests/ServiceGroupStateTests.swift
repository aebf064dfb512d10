import Testing

@testable import Daemon

@Suite("A group of services decides by events alone")
struct ServiceGroupStateTests {
    typealias State = ServiceGroupState

    private func transcript(_ count: Int, _ steps: [(State.Event, [State.Action])]) {
        var state = State(count: count)
        for (number, (event, expected)) in steps.enumerated() {
            let actions = state.handle(event)
            #expect(actions == expected, "step \(number): \(event)")
        }
    }

    @Test func `a signal stops the services in reverse order`() {
        transcript(
            3,
            [
                (.signal(.stop(15)), [.startGrace, .cancel(2)]),
                (.ended(2, .returned), [.cancel(1)]),
                (.ended(1, .returned), [.cancel(0)]),
                (.ended(0, .returned), [.finish(nil)]),
            ]
        )
    }

    @Test func `a failure stops the others and is to blame`() {
        transcript(
            3,
            [
                (.ended(1, .failed), [.startGrace, .cancel(2)]),
                (.ended(2, .failed), [.cancel(0)]),
                (.ended(0, .returned), [.finish(.init(service: 1, outcome: .failed))]),
            ]
        )
    }

    @Test func `a service that returns by itself stops the others`() {
        transcript(
            2,
            [
                (.ended(1, .returned), [.startGrace, .cancel(0)]),
                (.ended(0, .returned), [.finish(.init(service: 1, outcome: .returned))]),
            ]
        )
        transcript(1, [(.ended(0, .returned), [.finish(.init(service: 0, outcome: .returned))])])
    }

    @Test func `a service that ends out of its turn does not stop the next one early`() {
        transcript(
            3,
            [
                (.cancelled, [.startGrace, .cancel(2)]),
                (.ended(0, .returned), []),
                (.ended(2, .returned), [.cancel(1)]),
                (.cancelled, []),
                (.ended(1, .failed), [.finish(.init(service: 1, outcome: .failed))]),
            ]
        )
    }

    @Test func `a second signal ends the process at once`() {
        transcript(1, [(.signal(.stop(15)), [.startGrace, .cancel(0)]), (.signal(.stop(2)), [.exit(130)])])
        transcript(1, [(.cancelled, [.startGrace, .cancel(0)]), (.signal(.stop(15)), [.exit(143)])])
    }

    @Test func `the end of the grace period ends the process`() {
        transcript(1, [(.signal(.stop(15)), [.startGrace, .cancel(0)]), (.graceOver, [.exit(143)])])
        transcript(1, [(.cancelled, [.startGrace, .cancel(0)]), (.graceOver, [.exit(1)])])
        transcript(
            1,
            [
                (.graceOver, []), (.cancelled, [.startGrace, .cancel(0)]), (.ended(0, .returned), [.finish(nil)]),
                (.graceOver, []),
            ]
        )
    }

    @Test func `hang-ups during a reload are one further reload, and none while stopping`() {
        transcript(
            1,
            [
                (.signal(.reload), [.reload]), (.signal(.reload), []), (.signal(.reload), []), (.reloaded, [.reload]),
                (.reloaded, []), (.signal(.reload), [.reload]), (.signal(.reload), []),
                (.signal(.stop(15)), [.startGrace, .cancel(0)]), (.reloaded, []), (.signal(.reload), []),
            ]
        )
    }
}
