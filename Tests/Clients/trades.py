"""A few thousand trades, the same ones on every run but for the day they end on, as rows and as an INSERT."""

import dataclasses
import random
import time


@dataclasses.dataclass
class Trade:
    agent: str
    strategy: str
    nanoseconds: int
    market: str
    ticker: str
    side: str
    quantity: float
    price: float
    notional: float
    fee: float
    slippage: float
    latency: int
    pnl: float | None
    status: str

    @property
    def seconds(self) -> int:
        return self.nanoseconds // 1_000_000_000

    @property
    def hour(self) -> int:
        return self.seconds // 3600 * 3600

    @property
    def minute(self) -> int:
        return self.seconds // 60 * 60


TICKERS = {"BTC-USD": "crypto", "ETH-USD": "crypto", "BTC-PERP": "perps", "ETH-PERP": "perps", "RAIN-NYC": "prediction"}
STRATEGIES = ["momentum", "grid", "breakout"]
DAYS = 40


def make(count: int = 20_000, agents: int = 15) -> tuple[list[Trade], int]:
    """The trades in order of time, and the moment they end, seconds since 1970, a whole hour."""
    chance = random.Random(7)
    end = int(time.time()) // 3600 * 3600
    step = DAYS * 86_400 * 1_000_000_000 // count
    trades = []
    for index in range(count):
        agent = min(int(agents * chance.random() ** 2), agents - 1)
        ticker = chance.choice(list(TICKERS))
        price = round(50 + chance.random() * 20, 2)
        quantity = round(0.1 + chance.random() * 20, 3)
        notional = quantity * price
        status = chance.choices(["filled", "partial", "cancelled", "pending"], [94, 3, 2, 1])[0]
        pnl = round(notional * ((agent % 5 - 2) / 60 + (chance.random() - 0.5) / 5), 4)
        trades.append(Trade(
            agent=f"agent-{agent}", strategy=STRATEGIES[agent % 3],
            nanoseconds=end * 1_000_000_000 - (count - index) * step + chance.randrange(step),
            market=TICKERS[ticker], ticker=ticker, side=chance.choice(["buy", "sell"]), quantity=quantity, price=price,
            notional=notional, fee=round(notional * chance.uniform(0.0003, 0.001), 6),
            slippage=round(chance.random() * chance.random() * 12 - 1, 2), latency=8 + chance.randrange(60),
            pnl=pnl if status == "filled" and chance.random() < 0.9 else None, status=status))
    return trades, end


def insert(trades: list[Trade]) -> bytes:
    lines = [
        "INSERT INTO agent_trades (agent_id, strategy_name, timestamp, market, ticker, side, quantity, price, "
        "notional_usd, fee_usd, slippage_bps, fill_latency_ms, pnl_usd, status) FORMAT TabSeparated"]
    for trade in trades:
        moment = f"{trade.nanoseconds // 10**9}.{trade.nanoseconds % 10**9:09}"
        lines.append("\t".join([
            trade.agent, trade.strategy, moment, trade.market, trade.ticker, trade.side, repr(trade.quantity),
            repr(trade.price), repr(trade.notional), repr(trade.fee), repr(trade.slippage), str(trade.latency),
            "\\N" if trade.pnl is None else repr(trade.pnl), trade.status]))
    return ("\n".join(lines) + "\n").encode()
