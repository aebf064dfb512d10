-- Sends what a day brings, in turn: `-- FILE`, which has a method, a path, an authorisation and a body in each line, between tabs.
local requests, count = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local method, path, authorization, body = line:match("([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)")
    local headers = { ["content-type"] = "application/json" }
    if authorization ~= "" then
      headers["authorization"] = authorization
    end
    requests[#requests + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
end

function request()
  count = count + 1
  return requests[count % #requests + 1]
end
