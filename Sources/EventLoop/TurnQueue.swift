/// Elements of several owners, who take turns: whoever has waited longest for a turn is next.
///
/// An owner has at most its share in hand at a time. What it appends beyond waits in its own line, and keeps nobody else
/// waiting.
public struct TurnQueue<Owner: Hashable & Sendable, Element: Sendable>: Sendable {
    private struct Line {
        var waiting: [Element] = []
        var head = 0
        var inHand = 0
        var hasTurn = false

        var isWaiting: Bool { head < waiting.count }

        mutating func take() -> Element {
            let element = waiting[head]
            head += 1
            if head == waiting.count {
                waiting.removeAll()
                head = 0
            } else if head > 64, head > waiting.count / 2 {
                waiting.removeFirst(head)
                head = 0
            }
            return element
        }
    }

    private var lines: [Owner: Line] = [:]
    private var turns: [Owner] = []
    private var firstTurn = 0

    /// How many elements an owner has in hand at most.
    public let share: Int

    /// How many elements wait.
    public private(set) var count = 0

    /// Makes an empty queue.
    ///
    /// - Parameter share: How many elements an owner has in hand at most.
    public init(share: Int) {
        self.share = max(1, share)
    }

    /// How many elements of an owner wait.
    ///
    /// - Parameter owner: The owner.
    /// - Returns: Their number.
    public func count(of owner: Owner) -> Int {
        lines[owner].map { $0.waiting.count - $0.head } ?? 0
    }

    /// Appends an element to the line of its owner.
    ///
    /// - Parameters:
    ///   - element: The element.
    ///   - owner: Whose it is.
    public mutating func append(_ element: Element, of owner: Owner) {
        lines[owner, default: Line()].waiting.append(element)
        count += 1
        offerTurn(to: owner)
    }

    /// Takes the element whose turn it is into the hand of its owner.
    ///
    /// - Returns: The element with its owner, `nil` if nobody who waits may have more in hand.
    public mutating func next() -> (owner: Owner, element: Element)? {
        guard firstTurn < turns.count else { return nil }
        let owner = turns[firstTurn]
        firstTurn += 1
        if firstTurn > 64, firstTurn > turns.count / 2 {
            turns.removeFirst(firstTurn)
            firstTurn = 0
        }
        guard var line = lines[owner] else { return nil }
        // The only reference while it is changed, lest the line be copied.
        lines[owner] = nil
        let element = line.take()
        line.inHand += 1
        line.hasTurn = false
        lines[owner] = line
        count -= 1
        offerTurn(to: owner)
        return (owner, element)
    }

    /// Takes an element from the hand of its owner, who may have another then.
    ///
    /// - Parameter owner: The owner.
    public mutating func giveBack(of owner: Owner) {
        guard var line = lines[owner] else { return }
        lines[owner] = nil
        line.inHand -= 1
        if line.inHand > 0 || line.isWaiting { lines[owner] = line }
        offerTurn(to: owner)
    }

    /// Removes elements that wait.
    ///
    /// - Parameter condition: Whether an element goes.
    public mutating func removeAll(where condition: (Element) -> Bool) {
        turns = Array(turns[firstTurn...])
        firstTurn = 0
        for owner in Array(lines.keys) {
            guard var line = lines.removeValue(forKey: owner) else { continue }
            let before = line.waiting.count - line.head
            line.waiting = line.waiting[line.head...].filter { !condition($0) }
            line.head = 0
            count -= before - line.waiting.count
            if !line.isWaiting { line.hasTurn = false }
            if line.inHand > 0 || line.isWaiting { lines[owner] = line }
        }
        turns.removeAll { lines[$0]?.hasTurn != true }
    }

    private mutating func offerTurn(to owner: Owner) {
        guard let line = lines[owner], line.isWaiting, !line.hasTurn, line.inHand < share else { return }
        lines[owner]?.hasTurn = true
        turns.append(owner)
    }
}
