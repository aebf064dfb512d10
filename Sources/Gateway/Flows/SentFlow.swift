import Access
import Flows
import Tenancy

/// A declaration of a flow as it was sent; a long one is read away from the event loops.
struct SentFlow: Sendable {
    private let source: [UInt8]
    private let isDraft: Bool
    private let desk: FlowDesk
    private var reading: Result<FlowDeclaration, FlowStoreError>?

    /// Takes a body, and reads it if that is quick.
    init(_ request: Request, isDraft: Bool) {
        self.source = request.body
        self.isDraft = isDraft
        self.desk = request.services.flows
        if !FlowDesk.isLong(source) {
            self.reading = Self.read(source, isDraft: isDraft, desk.store)
        }
    }

    /// Whether there is nothing left to read.
    var isRead: Bool { reading != nil }

    /// Reads what was too long at first.
    mutating func read() async throws {
        let (source, isDraft, store) = (source, isDraft, desk.store)
        reading = try await desk.away { Self.read(source, isDraft: isDraft, store) }
    }

    /// Where the right is asked for: the namespace of the flow, or anywhere as long as that cannot be told.
    var target: Target {
        guard case .success(let declaration) = reading else { return .anywhere }
        return .namespace(declaration.address.namespace)
    }

    /// The declaration.
    ///
    /// - Throws: ``FlowStoreError/invalid(_:)``.
    func declaration() throws -> FlowDeclaration {
        guard let reading else { return try FlowDeclaration(source, isDraft: isDraft, with: desk.store.reader) }
        return try reading.get()
    }

    private static func read(
        _ source: [UInt8],
        isDraft: Bool,
        _ store: FlowStore
    ) -> Result<FlowDeclaration, FlowStoreError> {
        do throws(FlowStoreError) {
            return .success(try FlowDeclaration(source, isDraft: isDraft, with: store.reader))
        } catch {
            return .failure(error)
        }
    }
}
