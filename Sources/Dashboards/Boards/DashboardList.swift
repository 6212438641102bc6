extension Dashboard {
    /// All dashboards, in the order of the page's menu.
    package static let all = [
        OverviewBoard.dashboard, EquityBoard.dashboard, LeaderboardBoard.dashboard, SlippageBoard.dashboard,
        TradeFlowBoard.dashboard, DrawdownBoard.dashboard, FeeBoard.dashboard, HealthBoard.dashboard,
    ]
}
