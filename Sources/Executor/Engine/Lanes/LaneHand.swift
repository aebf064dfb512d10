/// What a lane has given out and not yet got back: questions and jobs; and those that wait for their turn.
///
/// A value without I/O. What is in hand is not asked or submitted again, however often the machine says so.
struct LaneHand: Sendable {
    /// A question before it is asked: what names stand for is settled when its turn comes.
    struct Question: Sendable, Equatable {
        enum Content: Sendable, Equatable {
            case evaluate([ExpressionNumber])
            case update(Job)
            case child(ExecutionID)
        }

        var key: ExecutionQuestion.Key
        var content: Content
    }

    /// A job of an execution.
    struct Work: Sendable, Hashable {
        var execution: ExecutionID
        var job: Job

        var key: Key { Key(execution: execution, reference: job.reference) }
    }

    /// What tells a job from all others.
    struct Key: Sendable, Hashable {
        var execution: ExecutionID
        var reference: JobReference
    }

    /// What is to be done to end a job.
    enum Cancellation: Sendable, Equatable {
        /// The worker is asked, and will say that it has ended.
        case running
        /// It was not begun, and has ended.
        case waiting
        /// There is no such job, and nobody will say anything of it.
        case unknown
    }

    /// How many questions may be under way.
    let questionLimit: Int

    private var asked: Set<ExecutionQuestion.Key> = []
    private var questions = Queue<Question>()
    private var waitingQuestions: Set<ExecutionQuestion.Key> = []
    private var running: Set<Key> = []
    private var jobs = Queue<Work>()
    private var waitingJobs: Set<Key> = []
    /// How many questions and jobs of each execution wait for their turn.
    private var waiting: [ExecutionID: Int] = [:]

    init(questionLimit: Int) {
        self.questionLimit = max(questionLimit, 1)
    }

    /// Whether nothing is in hand.
    var isEmpty: Bool { asked.isEmpty && waitingQuestions.isEmpty && running.isEmpty && waitingJobs.isEmpty }

    /// The jobs that run.
    var runningJobs: Set<Key> { running }

    /// Whether a question or a job of an execution waits for its turn, for which its state is needed.
    func waits(_ execution: ExecutionID) -> Bool { waiting[execution] != nil }

    private mutating func count(_ execution: ExecutionID, _ change: Int) {
        let count = (waiting[execution] ?? 0) + change
        waiting[execution] = count > 0 ? count : nil
    }

    /// How many jobs wait for their turn.
    var waitingJobCount: Int { waitingJobs.count }

    // MARK: Questions

    /// Takes a question, unless it is in hand.
    mutating func ask(_ question: Question) {
        guard !asked.contains(question.key), waitingQuestions.insert(question.key).inserted else { return }
        questions.append(question)
        count(question.key.execution, 1)
    }

    /// The questions whose turn it is; they are under way then.
    mutating func nextQuestions() -> [Question] {
        var next: [Question] = []
        while asked.count < questionLimit, let question = questions.popFirst() {
            waitingQuestions.remove(question.key)
            count(question.key.execution, -1)
            asked.insert(question.key)
            next.append(question)
        }
        return next
    }

    /// Takes back a question that was answered.
    ///
    /// - Returns: Whether it was under way.
    mutating func answered(_ key: ExecutionQuestion.Key) -> Bool {
        asked.remove(key) != nil
    }

    // MARK: Jobs

    /// Takes a job, unless it is in hand.
    mutating func submit(_ work: Work) {
        guard !running.contains(work.key), waitingJobs.insert(work.key).inserted else { return }
        jobs.append(work)
        count(work.execution, 1)
    }

    /// The jobs whose turn it is, so many at most; they are running then.
    mutating func nextJobs(_ room: Int) -> [Work] {
        var next: [Work] = []
        while next.count < room, let work = jobs.popFirst() {
            // One that was cancelled meanwhile waits no more.
            guard waitingJobs.remove(work.key) != nil else { continue }
            count(work.execution, -1)
            running.insert(work.key)
            next.append(work)
        }
        return next
    }

    /// Ends a job.
    mutating func cancel(_ key: Key) -> Cancellation {
        if running.contains(key) { return .running }
        guard waitingJobs.remove(key) != nil else { return .unknown }
        count(key.execution, -1)
        return .waiting
    }

    /// Takes back a job that has ended.
    ///
    /// - Returns: Whether it was running.
    mutating func ended(_ key: Key) -> Bool {
        running.remove(key) != nil
    }

    /// Whether a job is in hand.
    func has(_ key: Key) -> Bool { running.contains(key) || waitingJobs.contains(key) }
}

/// A list that is appended to at its end and taken from at its beginning.
struct Queue<Element> {
    private var elements: [Element] = []
    private var head = 0

    init() {}

    var isEmpty: Bool { head == elements.count }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        defer {
            head += 1
            if head == elements.count {
                elements.removeAll(keepingCapacity: head < 1024)
                head = 0
            } else if head > 1024, head > elements.count / 2 {
                elements.removeSubrange(..<head)
                head = 0
            }
        }
        return elements[head]
    }
}

extension Queue: Sendable where Element: Sendable {}
