import JSON
import Tenancy
import YAML

/// Makes a flow of a declaration and collects all that is wrong with it.
///
/// What concerns the flow as a whole, such as identifiers that occur twice, is seen while its parts are read, so that
/// problems have a place.
struct FlowDecoder {
    let registry: PluginRegistry
    let source: String
    var problems = FlowProblems()

    /// The identity as it was written.
    private(set) var writtenNamespace: String?
    private(set) var writtenID: String?

    /// The identity once it is known to be well formed.
    private(set) var id: Flow.ID?
    private(set) var namespace: Namespace.Name?

    /// How many more parts of templates are looked for in the source, which takes a pass over it.
    var placesLeft = 200

    /// How many more members are compared to give tasks and triggers what their types give them.
    var defaultsLeft = 200_000

    /// What tasks and triggers of a type are given in the manner of old versions.
    var defaults: [TypeDefaults] = []

    /// The identifiers that are taken.
    var taskIDs: Set<String> = []
    var triggerIDs: Set<String> = []

    init(_ registry: PluginRegistry, source: String) {
        (self.registry, self.source) = (registry, source)
    }

    /// The flow, `nil` if its identity is not known; it is of use only if nothing is wrong.
    mutating func flow(_ root: Declaration) -> Flow? {
        guard var members = root.members(&problems) else { return nil }
        readID(&members)
        readNamespace(&members)
        readDefaults(&members)
        let lists = taskLists(&members)
        let triggers = triggers(members.member("triggers"))
        let inputs = inputs(members.member("inputs"))
        let outputs = outputs(members.member("outputs"))
        let attributes = attributes(&members)
        // What the server adds to a flow that it gives back may come in again.
        _ = (
            members.bool("deleted", &problems), members.text("updated", &problems), members.text("tenantId", &problems)
        )
        members.finish(&problems)
        guard let id, let namespace else { return nil }
        return Flow(
            id: id,
            namespace: namespace,
            revision: attributes.revision,
            description: attributes.description,
            labels: attributes.labels,
            inputs: inputs,
            outputs: outputs,
            variables: attributes.variables,
            tasks: lists.tasks,
            errors: lists.errors,
            finally: lists.finally,
            afterExecution: lists.afterExecution,
            listeners: lists.listeners,
            triggers: triggers,
            concurrency: attributes.concurrency,
            quotas: attributes.quotas,
            retry: attributes.retry,
            sla: attributes.sla,
            checks: attributes.checks,
            policyRefs: attributes.policyRefs,
            workerSelector: attributes.workerSelector,
            isDisabled: attributes.isDisabled,
            isDraft: attributes.isDraft,
            source: source
        )
    }

    private mutating func readID(_ members: inout DeclarationMembers) {
        guard let value = members.required("id", &problems), let text = value.text(&problems) else { return }
        writtenID = text
        id = Flow.ID(text)
        if id == nil { problems.append(value, .invalidValue, "expected \(Flow.ID.form), found `\(text.excerpt)`") }
    }

    private mutating func readNamespace(_ members: inout DeclarationMembers) {
        guard let value = members.required("namespace", &problems), let text = value.text(&problems) else { return }
        writtenNamespace = text
        let hasCapitals = text.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        namespace = hasCapitals ? nil : Namespace.Name(text)
        guard namespace == nil else { return }
        let form =
            "1 to 150 lower-case letters, digits, `_`, `-` or `.` between parts, beginning with a letter or digit"
        problems.append(value, .invalidValue, "expected \(form), found `\(text.excerpt)`")
    }
}

extension FlowDecoder {
    private struct TaskLists {
        var tasks: [FlowTask] = []
        var errors: [FlowTask] = []
        var finally: [FlowTask] = []
        var afterExecution: [FlowTask] = []
        var listeners: [FlowListener] = []
    }

    private mutating func taskLists(_ members: inout DeclarationMembers) -> TaskLists {
        var lists = TaskLists()
        if let value = members.required("tasks", &problems) {
            lists.tasks = tasks(value)
            if case .sequence(let nodes) = value.node.content, nodes.isEmpty {
                problems.append(value, .required, "expected at least one task")
            }
        }
        lists.errors = tasks(members.member("errors"))
        lists.finally = tasks(members.member("finally"))
        lists.afterExecution = tasks(members.member("afterExecution"))
        lists.listeners = listeners(members.member("listeners"))
        return lists
    }

    private mutating func listeners(_ value: Declaration?) -> [FlowListener] {
        guard let value, let elements = value.list(&problems) else { return [] }
        problems.warn(value, .deprecated, "`listeners` is deprecated; use `afterExecution` or a trigger of type `Flow`")
        return elements.compactMap { element in
            guard var members = element.members(&problems) else { return nil }
            let listener = FlowListener(
                description: members.text("description", &problems),
                conditions: conditions(members.member("conditions")),
                tasks: tasks(members.required("tasks", &problems))
            )
            members.finish(&problems)
            return listener
        }
    }
}

extension FlowDecoder {
    /// What a flow says of itself beside its tasks.
    private struct Attributes {
        var revision: Int64?
        var description: String?
        var labels: [FlowLabel] = []
        var variables = JSONObject()
        var concurrency: FlowConcurrency?
        var quotas: [FlowQuota] = []
        var retry: RetryPolicy?
        var sla: [ServiceLevel] = []
        var checks: [FlowCheck] = []
        var policyRefs: [String] = []
        var workerSelector: WorkerSelector?
        var isDisabled = false
        var isDraft = false
    }

    private mutating func attributes(_ members: inout DeclarationMembers) -> Attributes {
        var attributes = Attributes()
        attributes.revision = members.member("revision")?.integer(in: 1...Int64(Int32.max), &problems)
        attributes.description = members.text("description", &problems)
        attributes.labels = flowLabels(members.member("labels"))
        attributes.variables = templates(in: members.member("variables"))
        attributes.concurrency = concurrency(members.member("concurrency"))
        attributes.quotas = quotas(members.member("quotas"))
        attributes.retry = retry(members.member("retry"))
        attributes.sla = serviceLevels(members.member("sla"))
        attributes.checks = checks(members.member("checks"))
        attributes.policyRefs = members.texts("policyRefs", &problems) ?? []
        attributes.workerSelector = workerSelector(&members)
        attributes.isDisabled = members.bool("disabled", &problems) ?? false
        attributes.isDraft = members.bool("draft", &problems) ?? false
        return attributes
    }
}
