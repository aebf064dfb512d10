public import JSON

/// What this service offers of the protocol: the document of `/ServiceProviderConfig`.
public struct ServiceProviderConfig: Sendable, Equatable {
    /// How many resources a page holds at most.
    public var maximumResults: Int
    /// Where the documentation is, if it is published.
    public var documentationURI: String?

    /// Describes the service.
    ///
    /// - Parameters:
    ///   - maximumResults: How many resources a page holds at most.
    ///   - documentationURI: Where the documentation is, if it is published.
    public init(maximumResults: Int = 200, documentationURI: String? = nil) {
        self.maximumResults = maximumResults
        self.documentationURI = documentationURI
    }

    /// The configuration as a resource.
    ///
    /// The limits of bulk requests are written although there are none: a client is known to take the document for
    /// invalid without them and to stop using PATCH and filters.
    ///
    /// - Parameter base: The address under which the endpoints are, without a slash at its end.
    /// - Returns: A document of the ServiceProviderConfig schema.
    public func document(base: String) -> JSON {
        var document: JSONObject = ["schemas": [.string(ResourceSchema.serviceProviderConfig.id)]]
        document["documentationUri"] = documentationURI.map { .string($0) }
        document["patch"] = ["supported": true]
        document["bulk"] = ["supported": false, "maxOperations": 0, "maxPayloadSize": 0]
        document["filter"] = ["supported": true, "maxResults": JSON(maximumResults)]
        document["changePassword"] = ["supported": true]
        document["sort"] = ["supported": true]
        document["etag"] = ["supported": true]
        document["authenticationSchemes"] = [
            [
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "The token of the integration, sent in the Authorization header",
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
                "primary": true,
            ]
        ]
        document["meta"] = [
            "resourceType": "ServiceProviderConfig", "location": .string("\(base)/ServiceProviderConfig"),
        ]
        return .object(document)
    }
}
