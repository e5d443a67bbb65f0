-- For wrk: sends the paths of a file in turn, "~" in each replaced by a number that never comes twice (unless the
-- second argument is "same"), and prints what was measured as one line of JSON.
-- wrk … -s load.lua URL -- FILE FIRST|same

local paths, number = {}, 0

function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  if args[2] ~= "same" then number = tonumber(args[2]) else number = nil end
  wrk.headers["Accept"] = args[3]
end

local turn = 0
function request()
  turn = turn % #paths + 1
  local path = paths[turn]
  if number then
    number = number + 1
    path = path:gsub("~", number)
  else
    path = path:gsub("~", "")
  end
  return wrk.format("GET", path)
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "bytes": %d, "p50": %.3f, "p99": %.3f, "max": %.3f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
