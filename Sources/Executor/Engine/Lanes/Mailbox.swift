import Synchronization

/// Where many leave letters and one takes all that there are.
///
/// A letter may be left without a call: it is taken with the next one that calls, or when somebody calls for it.
final class Mailbox<Letter: Sendable>: Sendable {
    private struct State {
        var letters: [Letter] = []
        var reader: CheckedContinuation<Void, Never>?
        /// Whether the letters are to be taken now.
        var isCalling = false
        /// Whether no more letters are taken.
        var isFinishing = false
        var isClosed = false

        /// Whether the reader need not wait.
        var isReady: Bool { isCalling || isClosed || isFinishing }
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
            state.isCalling = true
            defer { state.reader = nil }
            return (true, state.reader)
        }
        reader?.resume()
        return isTaken
    }

    /// Leaves a letter that can wait for the next one, or for ``call()``.
    ///
    /// - Parameter letter: The letter.
    /// - Returns: Whether to call for it later: `false` if another letter waits that is called for, and once the mailbox is
    ///   closed.
    func leave(_ letter: Letter) -> Bool {
        state.withLock { state in
            guard !state.isClosed, !state.isFinishing else { return false }
            state.letters.append(letter)
            return state.letters.count == 1
        }
    }

    /// Has the letters taken that were left, if they still are there.
    func call() {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.letters.isEmpty, !state.isClosed else { return nil }
            state.isCalling = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Takes all letters; waits for one if there are none.
    ///
    /// - Returns: The letters in their order; `nil` if the mailbox is closed, or has nothing left to be read.
    func take() async -> [Letter]? {
        while true {
            let (letters, isOver) = takeNow()
            if isOver { return nil }
            if !letters.isEmpty { return letters }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard !state.isReady else { return true }
                    state.reader = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// Takes the letters if they are to be taken now, without waiting.
    private func takeNow() -> ([Letter], isOver: Bool) {
        state.withLock { state in
            guard state.isReady else { return ([], false) }
            defer { (state.letters, state.isCalling) = ([], false) }
            return (state.letters, state.isClosed || state.isFinishing && state.letters.isEmpty)
        }
    }

    /// Whether no more letters are taken.
    var isFinishing: Bool { state.withLock(\.isFinishing) }

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
