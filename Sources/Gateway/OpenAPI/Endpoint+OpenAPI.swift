import Access
import HTTP
import JSON
import Tenancy

extension Endpoint {
    /// The operation object of the OpenAPI document.
    var description: JSON {
        var operation: JSONObject = [
            "operationId": .string(id), "summary": .string(summary), "tags": [.string(tag)],
        ]
        if !parameters.isEmpty {
            operation["parameters"] = .array(parameters)
        }
        operation["requestBody"] = requestBody
        operation["responses"] = .object(responses)
        operation["security"] = security
        if !isOpen {
            operation["x-permission"] = .string(permission.description)
            operation["x-scope"] = .string(scope.name)
        }
        if !isInContract {
            operation["x-reeve"] = true
        }
        return .object(operation)
    }

    /// `nil` where the document's own holds.
    private var security: JSON? {
        switch (isOpen, ignoresCredential, dialect) {
        case (true, true, _): []
        case (true, false, _): [[:], ["sessionCookie": []], ["plainSessionCookie": []]]
        case (false, _, .scim): [["bearerAuth": []]]
        case (false, _, .api): nil
        }
    }

    private var parameters: [JSON] {
        let path = route.parameters.map { name -> JSON in
            ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        return path + fields.filter { $0.place == .query }.map(\.parameter)
    }

    private var requestBody: JSON? {
        let object = FieldDescription.object(of: fields.filter { $0.place == .body })
        let described: JSON = takesList ? ["type": "array", "items": object] : object
        let types: [String]
        switch body {
        case .none: return nil
        case .json: types = dialect == .scim ? ["application/scim+json", "application/json"] : ["application/json"]
        case .text: types = ["text/plain"]
        case .yaml: types = ["application/x-yaml"]
        case .yamlFiles: types = ["application/x-yaml", "multipart/form-data"]
        case .form: types = ["application/json", "application/x-www-form-urlencoded"]
        case .multipart: types = ["multipart/form-data"]
        }
        let schema: JSON =
            switch body {
            case .text, .yaml, .yamlFiles: ["type": "string"]
            default: described
            }
        return [
            "required": true, "content": .object(JSONObject(types.map { ($0, ["schema": schema]) })),
        ]
    }

    private var responses: JSONObject {
        let problem: JSON = [
            "$ref": .string("#/components/responses/\(dialect == .scim ? "SCIMError" : "Problem")")
        ]
        guard status.code < 400 else { return ["\(status.code)": problem, "default": problem] }
        var success: JSONObject = ["description": .string(status.phrase)]
        if let mediaType {
            let schema: JSON = mediaType.hasSuffix("json") ? [:] : ["type": "string"]
            success["content"] = [mediaType: ["schema": schema]]
        }
        return ["\(status.code)": .object(success), "default": problem]
    }
}
