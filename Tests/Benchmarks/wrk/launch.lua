-- Makes executions of a flow that takes no inputs; with `-- wait`, each is answered at its end.
local path

function init(arguments)
  path = wrk.path .. (arguments[1] == "wait" and "?wait=true" or "")
end

function request()
  return wrk.format("POST", path, nil, nil)
end
