-- Provisions users whose names nobody has: `-- PREFIX`.
local body = [[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"%s","externalId":"%s",]] ..
  [["name":{"givenName":"Ann","familyName":"Arbor"},"displayName":"Ann Arbor","active":true,]] ..
  [["emails":[{"value":"%s","type":"work","primary":true}]}]]
local count, prefix = 0, ""

function init(arguments)
  prefix = arguments[1]
end

function request()
  count = count + 1
  local name = prefix .. "-" .. count .. "@acme.example"
  return wrk.format("POST", nil, nil, body:format(name, name, name))
end
