"""What Valkey does in one step, so that nothing can come in between.

``state`` holds what makes the numbers of a store comparable: the *epoch*, a
number that is greater than all before it, drawn anew whenever purges may have
been lost; the *floor*, beneath which purges are forgotten; and the *run* of the
server, which another one never has.  ``purges`` holds the number of the last
purge of each key (s: of any, h: of a hard one; m: of the last time that a figure
moved, for which nobody waits), and under the empty name the last of all.  They
fit only together: if one of them was lost, both are.
"""

from __future__ import annotations

# A process says the epoch that it knows; in another one its numbers mean nothing.
_KNOWN = """
local state = redis.call('HMGET', KEYS[1], 'epoch', 'floor')
local last = redis.call('ZSCORE', KEYS[2], '')
if state[1] ~= ARGV[1] or not last then
    return redis.error_reply('LOST what was purged is not known here')
end
"""
# The greatest number among those of some keys.  Lua hands over some thousand words at once at most.
_NEWEST = """
local function newest(kind, keys)
    local found = 0
    for start = 1, #keys, 1000 do
        local names = {}
        for at = start, math.min(start + 999, #keys) do names[#names + 1] = kind .. keys[at] end
        for _, score in ipairs(redis.call('ZMSCORE', KEYS[2], unpack(names))) do
            if score then found = math.max(found, tonumber(score)) end
        end
    end
    return found
end
local function words(text)
    local found = {}
    for word in string.gmatch(text, '[^\\n]+') do found[#found + 1] = word end
    return found
end
"""
# Numbers are microseconds, so that they go on growing when everything was lost.
_NEXT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
"""
MANY = 20_000  # keys; who missed more purges than these doubts everything
_EVEN_WHEN_FULL = "#!lua flags=allow-oom\n"  # a purge that could not be told would leave stale pages fresh

# state, purges; the run of the server, the greatest number and the epoch that the caller knows, the channel, the
# number up to which the caller has heard of all.  Says epoch, floor and last number, and the purges since.
BEGIN = f"""{_EVEN_WHEN_FULL}
local state = redis.call('HMGET', KEYS[1], 'run', 'epoch', 'floor')
local last = redis.call('ZSCORE', KEYS[2], '')
if state[1] == ARGV[1] and last and tonumber(last) >= tonumber(ARGV[2]) then
    redis.call('HSET', KEYS[1], 'run', ARGV[1])
    local missed = {{}}
    if state[2] == ARGV[3] then
        if redis.call('ZCOUNT', KEYS[2], '(' .. ARGV[5], '+inf') > {MANY} then
            return {{state[2], last, last, {{}}}}  -- as if they were forgotten: to tell them would take too long
        end
        missed = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[5], '+inf', 'WITHSCORES')
    end
    return {{state[2], state[3], last, missed}}
end
{_NEXT}
local epoch = string.format('%.0f', math.max(now, tonumber(last or 0), tonumber(ARGV[2])) + 1)
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'run', ARGV[1], 'epoch', epoch, 'floor', epoch)
redis.call('ZADD', KEYS[2], epoch, '')
redis.call('PUBLISH', ARGV[4], epoch .. ' ' .. epoch .. ' 0 []')
return {{epoch, epoch, epoch, {{}}}}
"""

# state, purges, page; epoch.  Says the last number, and if there is a page, the page, whether it is stale,
# and whether a figure in it has moved.
LOAD = f"""{_KNOWN}{_NEWEST}
local page = redis.call('HMGET', KEYS[3], 'begun', 'keys', 'packed')
if not page[1] then return {{last}} end
local begun, keys = tonumber(page[1]), words(page[2])
local stale = newest('s', keys) > begun
if begun < tonumber(state[2]) or (stale and newest('h', keys) > begun) then
    redis.call('UNLINK', KEYS[3])
    return {{last}}
end
return {{last, page[3], stale and 1 or 0, newest('m', keys) > begun and 1 or 0}}
"""

# state, purges, page; epoch, begun, keys (each between two ends of lines), packed, seconds.
# Says the last number if the page is true as of then, and whether there was room for it; else nothing.
PUT = f"""{_KNOWN}{_NEWEST}
local begun = tonumber(ARGV[2])
local there = redis.call('HGET', KEYS[3], 'begun')
if begun < tonumber(state[2]) or newest('s', words(ARGV[3])) > begun or (there and tonumber(there) > begun) then
    return {{}}
end
local kept = redis.pcall('HSET', KEYS[3], 'begun', ARGV[2], 'keys', ARGV[3], 'packed', ARGV[4])
if type(kept) == 'table' and kept.err then return {{last, 0}} end
redis.call('EXPIRE', KEYS[3], ARGV[5])
return {{last, 1}}
"""

# state, purges; epoch, channel, how (0: soft, 1: hard, 2: figures that moved), what to say, seconds after which purges
# are forgotten, the keys.  Says the number.
PURGE = f"""{_EVEN_WHEN_FULL}{_KNOWN}{_NEXT}
local number = string.format('%.0f', math.max(now, tonumber(last) + 1))
for at = 6, #ARGV do
    redis.call('ZADD', KEYS[2], number, (ARGV[3] == '2' and 'm' or 's') .. ARGV[at])
    if ARGV[3] == '1' then redis.call('ZADD', KEYS[2], number, 'h' .. ARGV[at]) end
end
redis.call('ZADD', KEYS[2], number, '')
local floor = string.format('%.0f', now - tonumber(ARGV[5]) * 1000000)
if redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. floor) > 0 and tonumber(floor) > tonumber(state[2]) then
    redis.call('HSET', KEYS[1], 'floor', floor)
end
redis.call('PUBLISH', ARGV[2], ARGV[1] .. ' ' .. number .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
return number
"""

# state, purges, pages; epoch, number (or nothing, to leave them), keys.
# Takes those away that bear one of the keys and began before the number; says which bear one.
BEARING = f"""{_KNOWN}{_NEWEST}
local wanted, found = {{}}, {{}}
for at = 3, #ARGV do wanted[ARGV[at]] = true end
local function bears(keys)
    if #ARGV < 12 then  -- looking for a few is quicker than looking at all
        for at = 3, #ARGV do
            if string.find(keys, '\\n' .. ARGV[at] .. '\\n', 1, true) then return true end
        end
        return false
    end
    for _, key in ipairs(words(keys)) do
        if wanted[key] then return true end
    end
    return false
end
for at = 3, #KEYS do
    local page = redis.call('HMGET', KEYS[at], 'begun', 'keys')
    if page[2] and bears(page[2]) then
        found[#found + 1] = KEYS[at]
        if ARGV[2] ~= '' and tonumber(page[1]) < tonumber(ARGV[2]) then redis.call('UNLINK', KEYS[at]) end
    end
end
return found
"""

# the lock; who took it.
RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
