"""What each panel of the trades' dashboards must show, computed from the trades in plain Python: nothing is shared with the SQL."""

import collections
import dataclasses
import datetime
import math
import statistics

from trades import Trade

CAPITAL, WARNING, CRITICAL = 100_000.0, 10.0, 20.0


@dataclasses.dataclass
class Range:
    """Seconds since 1970; both ends belong to it."""
    begin: int
    end: int
    interval: int


def moment(seconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def grouped(trades, key):
    groups = collections.defaultdict(list)
    for trade in trades:
        groups[key(trade)].append(trade)
    return groups


def pnl(trades) -> float:
    return math.fsum(trade.pnl or 0 for trade in trades)


def volume(trades) -> float:
    return math.fsum(trade.notional for trade in trades)


def fees(trades) -> float:
    return math.fsum(trade.fee for trade in trades)


def mean_slippage(trades) -> float:
    return math.fsum(trade.slippage for trade in trades) / len(trades)


def tail(trades) -> float:
    ordered = sorted(trade.slippage for trade in trades)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def win_rate(trades) -> float | None:
    closed = [trade.pnl for trade in trades if trade.pnl is not None]
    return sum(value > 0 for value in closed) / len(closed) * 100 if closed else None


def sharpe(trades) -> float | None:
    days = [pnl(group) for group in grouped(trades, lambda trade: trade.hour // 86_400).values()]
    if len(days) < 5 or statistics.pstdev(days) == 0:
        return None
    return statistics.fmean(days) / statistics.pstdev(days) * math.sqrt(365)


def curve(trades, time) -> list[tuple[int, float]]:
    """The sums of P&L up to each time."""
    total, result = 0.0, []
    for at, group in sorted(grouped(trades, time).items()):
        total += pnl(group)
        result.append((at, total))
    return result


def with_peaks(points, floor: float = 0.0):
    peak = floor
    for at, value in points:
        peak = max(peak, value)
        yield at, value, peak


class Expected:
    """The rows of a panel, by dashboard and title."""

    def __init__(self, trades: list[Trade], window: Range):
        self.window = window
        self.filled = [trade for trade in trades if trade.status == "filled"]
        self.upto = [trade for trade in self.filled if trade.hour <= window.end]
        self.hours = [trade for trade in self.upto if trade.hour >= window.begin]
        self.minutes = [trade for trade in self.filled if window.begin <= trade.minute <= window.end]

    def bucket(self, at: int) -> int:
        return at // self.window.interval * self.window.interval

    def inside(self, at: int) -> bool:
        return self.window.begin <= at <= self.window.end

    def per(self, trades, key, value, time=lambda trade: trade.hour):
        """(time, key, value) in order."""
        groups = grouped(trades, lambda trade: (self.bucket(time(trade)), key(trade)))
        return [(moment(at), name, value(group)) for (at, name), group in sorted(groups.items())]

    def rows(self, uid: str, title: str):
        name = (uid.removeprefix("colonnade-") + " " + title).lower()
        for old, new in [("&", "n"), (",", ""), (" × ", " "), ("-", " "), (" ", "_")]:
            name = name.replace(old, new)
        method = getattr(self, name, None)
        return method() if method else None

    # Equity Curve

    def equity_net_pnl(self):
        return [(pnl(self.hours),)]

    def equity_sharpe_ratio(self):
        return [(sharpe(self.hours),)]

    def equity_maximum_drawdown(self):
        points = with_peaks(curve(self.upto, lambda trade: trade.hour))
        return [(max(peak - value for at, value, peak in points if self.inside(at)),)]

    def equity_win_rate(self):
        return [(win_rate(self.hours),)]

    def equity_equity_per_agent(self):
        moved = sorted(grouped(self.hours, lambda trade: trade.agent).items(), key=lambda pair: (-abs(pnl(pair[1])), pair[0]))
        result = []
        for agent, _ in moved[:12]:
            own = [trade for trade in self.upto if trade.agent == agent]
            result += [
                (moment(at), agent, value) for at, value in curve(own, lambda trade: self.bucket(trade.hour)) if self.inside(at)]
        return sorted(result)

    def equity_equity_and_high_water_mark(self):
        points = with_peaks(curve(self.upto, lambda trade: self.bucket(trade.hour)))
        return [(moment(at), value, peak, value - peak) for at, value, peak in points if self.inside(at)]

    def equity_pnl_by_strategy(self):
        return self.per(self.hours, lambda trade: trade.strategy, pnl)

    # Agent Leaderboard

    def leaderboard_ranking(self):
        result = []
        for (agent, strategy), group in grouped(self.hours, lambda trade: (trade.agent, trade.strategy)).items():
            points = with_peaks(curve(group, lambda trade: self.bucket(trade.hour)))
            result.append((
                agent, strategy, pnl(group), sharpe(group), win_rate(group), len(group), volume(group),
                max(peak - value for _, value, peak in points), statistics.fmean(trade.latency for trade in group)))
        return sorted(result, key=lambda row: (-row[3] if row[3] is not None else math.inf, row[0]))

    def by_pnl(self, sign: int):
        sums = [(agent, pnl(group)) for agent, group in grouped(self.hours, lambda trade: trade.agent).items()]
        return sorted(sums, key=lambda row: (sign * row[1], row[0]))[:10]

    def leaderboard_ten_best_by_pnl(self):
        return self.by_pnl(-1)

    def leaderboard_ten_worst_by_pnl(self):
        return self.by_pnl(1)

    # Slippage Heatmap

    def slippage_average_slippage(self):
        return [(mean_slippage(self.hours),)]

    def slippage_slippage_p99(self):
        return [(tail(self.hours),)]

    def slippage_hour_of_the_day_ticker(self):
        result = []
        for ticker, group in sorted(grouped(self.hours, lambda trade: trade.ticker).items()):
            hours = grouped(group, lambda trade: trade.hour // 3600 % 24)
            result.append((ticker, *(mean_slippage(hours[hour]) if hour in hours else None for hour in range(24))))
        return result

    def slippage_average_and_p99_over_time(self):
        groups = grouped(self.hours, lambda trade: self.bucket(trade.hour))
        return [(moment(at), mean_slippage(group), None) for at, group in sorted(groups.items())]

    def slippage_average_by_ticker(self):
        groups = grouped(self.hours, lambda trade: trade.ticker)
        return sorted(((name, mean_slippage(group)) for name, group in groups.items()), key=lambda row: -row[1])

    def slippage_distribution(self):
        inside = [trade for trade in self.filled if self.window.begin * 10**9 <= trade.nanoseconds <= self.window.end * 10**9]
        counts = collections.Counter(math.floor(trade.slippage * 2) / 2 for trade in inside)
        return [(f"{bucket:g}", count) for bucket, count in sorted(counts.items())]

    # Trade Flow

    def trade_flow_trades(self):
        return [(len(self.minutes),)]

    def trade_flow_volume(self):
        return [(volume(self.minutes),)]

    def trade_flow_bought(self):
        return [(volume([trade for trade in self.minutes if trade.side == "buy"]) / volume(self.minutes) * 100,)]

    def trade_flow_trades_per_minute(self):
        return [(len(self.minutes) / len({trade.minute for trade in self.minutes}),)]

    def by_market(self, value):
        return self.per(self.minutes, lambda trade: trade.market, value, lambda trade: trade.minute)

    def trade_flow_trades_by_market(self):
        return self.by_market(len)

    def trade_flow_volume_by_market(self):
        return self.by_market(volume)

    def trade_flow_bought_less_sold(self):
        return self.by_market(
            lambda group: math.fsum(trade.notional if trade.side == "buy" else -trade.notional for trade in group))

    def trade_flow_average_slippage(self):
        return self.by_market(mean_slippage)

    # Drawdown Monitor

    def falls(self, agent: str):
        """(time, equity, peak, fall in percent) of an agent within the range."""
        own = [trade for trade in self.upto if trade.agent == agent]
        points = [(at, CAPITAL + value) for at, value in curve(own, lambda trade: self.bucket(trade.hour))]
        for at, equity, peak in with_peaks(points, CAPITAL):
            if self.inside(at):
                yield at, equity, peak, (equity / peak - 1) * 100

    def latest(self):
        """(agent, equity, peak, fall, deepest, when) at the end of the range."""
        result = []
        for agent in sorted({trade.agent for trade in self.upto}):
            points = list(self.falls(agent))
            if points:
                deepest = min(points, key=lambda point: point[3])
                result.append((agent, *points[-1][1:], deepest[3], moment(deepest[0])))
        return sorted(result, key=lambda row: (row[3], row[0]))

    @staticmethod
    def state(fall: float) -> int:
        return 2 if fall <= -CRITICAL else 1 if fall <= -WARNING else 0

    def drawdown_agents_in_warning(self):
        return [(sum(self.state(row[3]) == 1 for row in self.latest()),)]

    def drawdown_agents_critical(self):
        return [(sum(self.state(row[3]) == 2 for row in self.latest()),)]

    def drawdown_deepest_drawdown_now(self):
        return [(self.latest()[0][3],)]

    def losers(self):
        groups = grouped(self.hours, lambda trade: trade.agent)
        for agent, _ in sorted(groups.items(), key=lambda pair: (pnl(pair[1]), pair[0]))[:12]:
            for at, _, _, fall in self.falls(agent):
                yield moment(at), agent, fall

    def drawdown_drawdown_per_agent(self):
        return sorted(self.losers())

    def drawdown_drawdown_now(self):
        return [(row[0], row[3]) for row in self.latest()[:10]]

    def drawdown_state_per_agent(self):
        return sorted((at, agent, self.state(fall)) for at, agent, fall in self.losers())

    def drawdown_all_agents(self):
        return [(*row, self.state(row[3])) for row in self.latest()]

    # Fee Efficiency

    def fees_fees(self):
        return [(fees(self.hours),)]

    def fees_fee_rate(self):
        return [(fees(self.hours) / volume(self.hours) * 10_000,)]

    def fees_fees_to_pnl(self):
        before = pnl(self.hours) + fees(self.hours)
        return [(fees(self.hours) / before * 100 if before > 0 else None,)]

    def fees_fees_by_strategy(self):
        return self.per(self.hours, lambda trade: trade.strategy, fees)

    def fees_pnl_per_dollar_of_fees_by_strategy(self):
        groups = grouped(self.hours, lambda trade: trade.strategy)
        return sorted(((name, pnl(group) / fees(group)) for name, group in groups.items()), key=lambda row: -row[1])

    def fees_fees_by_ticker(self):
        groups = grouped(self.hours, lambda trade: trade.ticker)
        return sorted(((name, fees(group)) for name, group in groups.items()), key=lambda row: -row[1])

    def fees_agents(self):
        result = []
        for agent, group in grouped(self.hours, lambda trade: trade.agent).items():
            cost = fees(group)
            result.append((
                agent, len(group), volume(group), cost, cost / volume(group) * 10_000, pnl(group), pnl(group) / cost))
        return sorted(result, key=lambda row: (-row[3], row[0]))

    # Agent Analytics

    def overview_agent_pnl(self):
        return [(pnl(self.hours),)]

    def overview_active_agents(self):
        return [(len({trade.agent for trade in self.hours}),)]

    def overview_trades_per_hour(self):
        return [(len(self.hours) / len({trade.hour for trade in self.hours}),)]

    def overview_average_fill(self):
        return [(statistics.fmean(trade.latency for trade in self.hours),)]

    def overview_average_slippage(self):
        return [(mean_slippage(self.hours),)]

    def overview_slippage_p99(self):
        return [(tail(self.hours),)]

    def overview_pnl_of_all_agents(self):
        return [(moment(at), value) for at, value in curve(self.hours, lambda trade: self.bucket(trade.hour))]

    def overview_volume_by_market(self):
        return self.per(self.hours, lambda trade: trade.market, volume)

    def overview_best_agents(self):
        groups = grouped(self.hours, lambda trade: trade.agent)
        return [(agent, value, len(groups[agent]), win_rate(groups[agent])) for agent, value in self.by_pnl(-1)]

    def overview_tickers(self):
        groups = grouped(self.hours, lambda trade: (trade.market, trade.ticker))
        rows = [
            (market, ticker, volume(group), len(group), pnl(group), mean_slippage(group))
            for (market, ticker), group in groups.items()]
        return sorted(rows, key=lambda row: (-row[2], row[1]))
