-- Single-row inserts for wrk: each answer means that the row is on disk.
wrk.method = "POST"
wrk.path = "/?async_insert=1&wait_for_async_insert=1&query=INSERT%20INTO%20bench_inserts%20FORMAT%20JSONEachRow"
wrk.body = '{"timestamp":"2026-01-01 00:00:00","agent_id":"agent-7","price":101.5,"quantity":3}'
