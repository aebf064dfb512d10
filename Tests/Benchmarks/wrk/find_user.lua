-- Finds users by name: `-- FILE`, which has a name in each line.
local names, count, base = {}, 0, ""

function init(arguments)
  base = wrk.path
  for line in io.lines(arguments[1]) do
    names[#names + 1] = line
  end
end

function request()
  count = count + 1
  local name = names[count % #names + 1]
  return wrk.format("GET", base .. "?filter=userName%20eq%20%22" .. name .. "%22")
end

function response(status, headers, body)
  if not body:find('"totalResults":1', 1, true) then
    io.stderr:write("not one user was found: " .. body .. "\n")
    os.exit(1)
  end
end
