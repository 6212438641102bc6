INSERT INTO agent_trades
    (agent_id, strategy_name, session_id, timestamp, market, ticker, side, order_type, quantity, price, notional_usd, fee_usd,
     slippage_bps, fill_latency_ms, pnl_usd, status, fill_ratio, pf_order_id, pf_api_version)
SELECT
    concat('agent-', toString(agent)) AS agent_id,
    ['momentum', 'mean_reversion', 'market_making', 'stat_arb', 'breakout', 'grid', 'sentiment'][agent % 7 + 1],
    concat('session-', toString(agent)),
    fromUnixTimestamp64Milli(toInt64(toUnixTimestamp64Milli(now64(3)) - {span:Int64} * 1000 * (1 - number / {rows:Int64}))),
    ['crypto', 'crypto', 'crypto', 'perps', 'perps', 'prediction'][place],
    ['BTC-USD', 'ETH-USD', 'SOL-USD', 'BTC-PERP', 'ETH-PERP', 'ETF-FLOW-UP'][place],
    if(chance_b < 0.5, 'buy', 'sell'),
    if(chance_c < 0.7, 'limit', 'market'),
    amount / unit_price,
    unit_price,
    amount,
    amount * 0.0005,
    chance_a * chance_c * 12 - 1,
    toUInt32(8 + chance_b * 40),
    if(chance_c < 0.9, amount * ((agent % 11 - 4) / 4000 + (chance_a + chance_b - 1) / 100), NULL),
    if(chance_b < 0.95, 'filled', 'cancelled'),
    1,
    concat('ord-', toString(number)),
    'v1'
FROM
(
    SELECT
        number,
        toUInt32(141 * pow(randCanonical(1), 2)) AS agent,
        toUInt32(6 * randCanonical(2)) + 1 AS place,
        randCanonical(3) AS chance_a,
        randCanonical(4) AS chance_b,
        randCanonical(5) AS chance_c,
        [65000., 3200., 150., 65050., 3205., 0.5][place] * (1 + (chance_a - 0.5) / 50) AS unit_price,
        chance_a * chance_b * 2000 + 1 AS amount
    FROM numbers(toUInt64({rows:Int64}))
)
