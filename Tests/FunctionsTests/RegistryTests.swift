import Functions
import Testing

@Test("no two scalar functions share a name")
func scalarNamesAreUnique() {
    var seen: Set<String> = []
    for function in FunctionRegistry.scalarFamilies.flatMap(\.functions) {
        for name in [function.name] + function.aliases {
            #expect(seen.insert(name).inserted, "\(name) is listed twice")
        }
    }
}
