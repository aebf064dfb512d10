import Testing

@testable import Executor

@Suite("What a lane has given out")
struct LaneHandTests {
    private let execution = ExecutionID(1, 2)

    private func question(_ number: Int32) -> LaneHand.Question {
        let id = EvaluationID(taskRun: number, token: 1, purpose: .when)
        let key = ExecutionQuestion.Key(execution: execution, subject: .evaluation(id))
        return LaneHand.Question(key: key, content: .evaluate([]))
    }

    private func work(_ number: Int32, token: Int32 = 1) -> LaneHand.Work {
        let reference = JobReference(taskRun: number, token: token)
        let job = Job(reference: reference, task: 0, attempt: 1, work: .run, directory: nil)
        return LaneHand.Work(execution: execution, job: job)
    }

    @Test func `asks so many questions at once, in their order, and none twice`() {
        var hand = LaneHand(questionLimit: 2)
        for number in [0, 1, 2, 0, 1] as [Int32] { hand.ask(question(number)) }
        #expect(hand.nextQuestions() == [question(0), question(1)])
        #expect(hand.nextQuestions().isEmpty && hand.waits(execution))
        hand.ask(question(0))
        let answers = [hand.answered(question(1).key), hand.answered(question(1).key)]
        #expect(answers == [true, false])
        #expect(hand.nextQuestions() == [question(2)] && !hand.waits(execution))
        let others = [hand.answered(question(0).key), hand.answered(question(2).key)]
        #expect(others == [true, true] && hand.isEmpty)
        hand.ask(question(0))
        #expect(hand.nextQuestions() == [question(0)])
    }

    @Test func `hands out as many jobs as there is room for`() {
        var hand = LaneHand(questionLimit: 1)
        for number in 0..<5 as Range<Int32> { hand.submit(work(number)) }
        hand.submit(work(0))
        #expect(hand.waitingJobCount == 5 && hand.nextJobs(2) == [work(0), work(1)] && hand.waitingJobCount == 3)
        hand.submit(work(0))
        #expect(hand.waitingJobCount == 3 && hand.has(work(0).key) && hand.has(work(4).key))
        #expect(hand.nextJobs(10) == [work(2), work(3), work(4)] && !hand.waits(execution))
        let ends = [hand.ended(work(0).key), hand.ended(work(0).key)]
        #expect(ends == [true, false])
        // Another token is another job.
        hand.submit(work(1, token: 2))
        #expect(hand.nextJobs(10) == [work(1, token: 2)])
        #expect(hand.runningJobs.count == 5)
    }

    @Test func `knows how a job is ended`() {
        var hand = LaneHand(questionLimit: 1)
        hand.submit(work(0))
        hand.submit(work(1))
        hand.submit(work(2))
        #expect(hand.nextJobs(1) == [work(0)])
        let ways = [hand.cancel(work(0).key), hand.cancel(work(1).key), hand.cancel(work(1).key)]
        #expect(ways == [.running, .waiting, .unknown])
        #expect(hand.nextJobs(2) == [work(2)])
        #expect(!hand.waits(execution))
    }

    @Test func `a long line is taken from its beginning`() {
        var queue = Queue<Int>()
        var expected = 0
        for number in 0..<10_000 {
            queue.append(number)
            if number % 3 != 0 {
                #expect(queue.popFirst() == expected)
                expected += 1
            }
        }
        while let next = queue.popFirst() {
            #expect(next == expected)
            expected += 1
        }
        #expect(expected == 10_000 && queue.isEmpty)
    }
}
