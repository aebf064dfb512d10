-- Stores values of one secret, each a new version.
local count = 0

function request()
  count = count + 1
  return wrk.format("PUT", nil, nil, '{"key":"DB_PASSWORD","value":"s3cret-' .. count .. '"}')
end
