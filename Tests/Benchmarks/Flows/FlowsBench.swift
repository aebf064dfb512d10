import Flows
import JSON

/// Measures reading flows, one line of JSON for each: `{"name": ..., "lines": ..., "microseconds": ...}`.
@main
enum FlowsBench {
    static func main() throws {
        for (name, source) in [("typical", typical), ("long", longer)] {
            let bytes = Array(source.utf8)
            let reading = FlowReader().read(bytes)
            precondition(reading.flow != nil, "the flow is refused: \(reading.errors)")
            let lines = bytes.count { $0 == UInt8(ascii: "\n") }
            let best = (0..<5).map { _ in measure(bytes, turns: 400_000 / bytes.count + 1) }.min() ?? 0
            print(JSON.object(["name": .string(name), "lines": JSON(lines), "microseconds": .number(best)]).text)
        }
    }

    /// Microseconds to read a flow and validate it.
    private static func measure(_ source: [UInt8], turns: Int) -> Double {
        let reader = FlowReader()
        var count = 0
        let time = ContinuousClock().measure {
            for _ in 0..<turns { count += reader.read(source).flow?.tasks.count ?? 0 }
        }
        precondition(count > 0, "nothing was read")
        let (seconds, attoseconds) = time.components
        return (Double(seconds) * 1e6 + Double(attoseconds) / 1e12) / Double(turns)
    }

    /// A flow of 200 lines.
    private static let typical = head + (0..<8).map { group($0) }.joined() + foot

    /// A flow of about ten times as many.
    private static let longer = head + (0..<95).map { group($0) }.joined() + foot

    private static let head = """
        id: orders
        namespace: company.sales
        description: |
          Takes the orders of the day and tells who has to pack them.
        labels:
          team: sales
          cost: low
        inputs:
          - id: day
            type: DATE
            required: false
          - id: country
            type: SELECT
            values: [DE, FR, IT]
            defaults: DE
        variables:
          base: https://example.com/orders
          limit: 100
        concurrency:
          limit: 4
          behavior: QUEUE
        tasks:

        """

    private static func group(_ number: Int) -> String {
        """
          - id: part\(number)
            type: io.kestra.plugin.core.flow.Sequential
            when: "{{ inputs.country != 'IT' or vars.limit > \(number) }}"
            tasks:
              - id: fetch\(number)
                type: io.kestra.plugin.core.http.Request
                uri: "{{ vars.base }}/{{ inputs.day ?? now() | date('yyyy-MM-dd') }}?page=\(number)"
                method: GET
                headers:
                  accept: application/json
                retry:
                  type: exponential
                  interval: PT1S
                  maxInterval: PT1M
                  maxAttempts: 5
              - id: tell\(number)
                type: io.kestra.plugin.core.log.Log
                message: "{{ outputs.fetch\(number).body | jq('.orders | length') | first }} orders"
                level: INFO
            errors:
              - id: failed\(number)
                type: io.kestra.plugin.core.log.Log
                message: "{{ task.id }} of {{ execution.id }} failed"

        """
    }

    private static let foot = """
        triggers:
          - id: daily
            type: io.kestra.plugin.core.trigger.Schedule
            cron: "0 6 * * MON-FRI"
            timezone: Europe/Berlin

        """
}
