/// The setting that Grafana fills with the viewer's filters: `SETTINGS $__adHocFilters('table')`.
extension Macro {
    static let adHocFilters = Macro(
        name: "adHocFilters", argumentCounts: 1...100,
        summary: "The setting additional_table_filters; without a viewer's filters it is empty.",
        expansion: { (_, _) in "additional_table_filters={}" })
}
