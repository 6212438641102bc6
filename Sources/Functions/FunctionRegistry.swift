import Columns
import Errors

/// All functions by name: joins the families, edited only for a new family.
package enum FunctionRegistry {
    /// Every scalar function, family by family.
    package static let scalarFamilies: [(family: String, functions: [any ScalarFunction.Type])] = [
        ("Arithmetic", ArithmeticFunctions.list),
        ("Array", ArrayFunctions.list),
        ("Bit", BitFunctions.list),
        ("Comparison", ComparisonFunctions.list),
        ("Conditional", ConditionalFunctions.list),
        ("Conversion", ConversionFunctions.list),
        ("Logical", LogicalFunctions.list),
        ("Map", MapFunctions.list),
        ("Math", MathFunctions.list),
        ("Random", RandomFunctions.list),
        ("Rounding", RoundingFunctions.list),
        ("Tuple", TupleFunctions.list),
        ("Types", TypesFunctions.list),
        ("Strings", StringsFunctions.list),
        ("Session", SessionFunctions.list),
        ("DateTime", DateTimeFunctions.list),
        ("Hash", HashFunctions.list),
        ("JSON", JSONFunctions.list),
        ("States", StateFunctions.list),
        ("UUIDAndIP", UUIDAndIPFunctions.list),
        ("Encoding", EncodingFunctions.list),
        ("URL", URLFunctions.list),
        ("Geometry", GeometryFunctions.list),
        ("Bitmap", BitmapFunctions.list),
        ("Dictionaries", DictionaryFunctions.list),
        ("Mixtures", MixturesFunctions.list),
    ]

    package static let higherOrderFunctions: [any HigherOrderFunction.Type] = HigherOrderFunctions.list

    private static let scalarByName = index(scalarFamilies.flatMap(\.functions)) { function in
        ([function.name] + function.aliases, function.isCaseInsensitive)
    }

    private static let higherOrderByName = index(higherOrderFunctions) { ([$0.name] + $0.aliases, false) }

    package static func scalar(named name: String) -> (any ScalarFunction.Type)? {
        scalarByName[name] ?? scalarByName[lowered(name)]
    }

    package static func higherOrder(named name: String) -> (any HigherOrderFunction.Type)? { higherOrderByName[name] }

    /// Names under which each function answers; the lower-case form is marked where any case will do.
    private static func index<Function>(
        _ functions: [Function], _ names: (Function) -> ([String], isCaseInsensitive: Bool)
    ) -> [String: Function] {
        var result: [String: Function] = [:]
        for function in functions {
            let (spellings, isCaseInsensitive) = names(function)
            for spelling in spellings {
                result[spelling] = function
                if isCaseInsensitive { result[lowered(spelling)] = function }
            }
        }
        return result
    }

    /// The key of the any-case form: a character that no name has keeps it apart from an exact lower-case name.
    private static func lowered(_ name: String) -> String { "~" + name.lowercased() }
}
