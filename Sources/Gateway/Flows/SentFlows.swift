import Access
import Flows

/// Declarations of several flows as they were sent, one document each; long texts are read away from the event loops.
struct SentFlows: Sendable {
    private let text: [UInt8]
    private let desk: FlowDesk
    private var reading: Result<[FlowDeclaration], FlowStoreError>?

    /// Takes a body, and reads it if that is quick.
    init(_ request: Request) {
        self.text = request.body
        self.desk = request.services.flows
        if !FlowDesk.isLong(text) {
            self.reading = Self.read(text, desk.store)
        }
    }

    /// Whether there is nothing left to read.
    var isRead: Bool { reading != nil }

    /// Reads what was too long at first.
    mutating func read() async throws {
        let (text, store) = (text, desk.store)
        reading = try await desk.away { Self.read(text, store) }
    }

    /// The declarations in their order.
    ///
    /// - Throws: ``FlowStoreError``; the problems of all declarations at once.
    func declarations() throws -> [FlowDeclaration] {
        try (reading ?? Self.read(text, desk.store)).get()
    }

    private static func read(_ text: [UInt8], _ store: FlowStore) -> Result<[FlowDeclaration], FlowStoreError> {
        do throws(FlowStoreError) {
            let parts = try FlowDocuments.parts(of: text)
            var (declarations, problems): ([FlowDeclaration], [FlowProblem]) = ([], [])
            for (index, part) in parts.enumerated() {
                do throws(FlowStoreError) {
                    declarations.append(try FlowDeclaration(part, with: store.reader))
                } catch .invalid(let found) {
                    problems += found.map { $0.inDocument(index, of: parts.count) }
                }
            }
            return problems.isEmpty ? .success(declarations) : .failure(.invalid(problems))
        } catch {
            return .failure(error)
        }
    }
}

extension FlowProblem {
    /// The problem with the document that it is in, counted from 0.
    fileprivate func inDocument(_ index: Int, of count: Int) -> FlowProblem {
        guard count > 1 else { return self }
        var problem = self
        problem.path = path.isEmpty ? "[\(index)]" : "[\(index)].\(path)"
        return problem
    }
}
