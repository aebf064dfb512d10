import Synchronization

/// Where many leave letters and one takes all that there are.
final class Mailbox<Letter: Sendable>: Sendable {
    private struct State {
        var letters: [Letter] = []
        var reader: CheckedContinuation<Void, Never>?
        /// Whether no more letters are taken.
        var isFinishing = false
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Leaves a letter.
    ///
    /// - Parameter letter: The letter.
    /// - Returns: Whether somebody will read it: `false` once the mailbox is closed.
    @discardableResult
    func post(_ letter: Letter) -> Bool {
        let (isTaken, reader) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard !state.isClosed, !state.isFinishing else { return (false, nil) }
            state.letters.append(letter)
            defer { state.reader = nil }
            return (true, state.reader)
        }
        reader?.resume()
        return isTaken
    }

    /// Takes all letters; waits for one if there are none.
    ///
    /// - Returns: The letters in their order; `nil` if the mailbox is closed, or has nothing left to be read.
    func take() async -> [Letter]? {
        while true {
            let (letters, isClosed) = takeNow()
            if isClosed { return nil }
            if !letters.isEmpty { return letters }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.letters.isEmpty, !state.isClosed, !state.isFinishing else { return true }
                    state.reader = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// Takes the letters there are, without waiting.
    private func takeNow() -> ([Letter], isClosed: Bool) {
        state.withLock { state in
            defer { state.letters = [] }
            return (state.letters, state.isClosed || state.isFinishing && state.letters.isEmpty)
        }
    }

    /// Whether nobody reads any more.
    var isClosed: Bool { state.withLock(\.isClosed) }

    /// Takes no more letters; what is in the mailbox is still read.
    func finish() {
        let reader = state.withLock { state in
            state.isFinishing = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Closes the mailbox: nobody reads any more.
    func close() {
        let reader = state.withLock { state in
            state.isClosed = true
            state.letters = []
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Closes the mailbox if it is empty.
    ///
    /// - Returns: Whether it was, so that whoever wants to leave a letter has to find another.
    func closeIfEmpty() -> Bool {
        state.withLock { state in
            guard state.letters.isEmpty else { return false }
            state.isClosed = true
            return true
        }
    }
}
