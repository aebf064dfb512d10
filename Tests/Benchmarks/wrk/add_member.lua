-- Adds members to a group, each once: `-- FILE`, which has an id in each line; when all are in, they leave again.
local ids, count = {}, 0
local body = [[{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[%s]}]]
local add = [[{"op":"add","path":"members","value":[{"value":"%s"}]}]]
local remove = [[{"op":"remove","path":"members[value eq \"%s\"]"}]]

function init(arguments)
  for line in io.lines(arguments[1]) do
    ids[#ids + 1] = line
  end
end

function request()
  local id = ids[count % #ids + 1]
  local operation = math.floor(count / #ids) % 2 == 0 and add or remove
  count = count + 1
  return wrk.format("PATCH", nil, nil, body:format(operation:format(id)))
end
