import Errors

/// A column of `Variant`: which alternative each row has, and a column of each alternative's values.
///
/// It lies in memory as a tuple (`DataType.layout(ofAlternatives:)`), so that whatever is done with columns is done
/// with it: the number of the alternative, NULL where the row is NULL, then every alternative with a value for each
/// row.
///
/// - Invariant: an alternative has its default where a row is of another one, so that equal rows are equal everywhere.
package struct VariantColumn: Sendable {
    /// The number that says NULL.
    package static let null: UInt8 = 255

    /// A number per row.
    package let discriminators: [UInt8]
    /// As many rows as `discriminators` each.
    package let alternatives: [Column]

    /// Reads the tuple; `nil` where `column` is no such one.
    package init?(_ column: Column) {
        guard case .tuple(let tuple) = column.materialised, case .nullable(let numbers)? = tuple.elements.first,
            case .uint8(let values) = numbers.values
        else { return nil }
        discriminators = zip(numbers.nulls, values).map { $0 != 0 ? Self.null : $1 }
        alternatives = Array(tuple.elements.dropFirst())
    }

    /// `dense[i]` has the values of the rows whose number is `i`, one after the other.
    package init(discriminators: [UInt8], dense: [Column], types: [DataType]) {
        precondition(dense.count == types.count, "a column for each alternative")
        self.discriminators = discriminators
        alternatives = dense.enumerated().map { number, values in
            if values.count == discriminators.count { return values.materialised }
            var some = Column.defaults(of: types[number], count: 1)
            some.append(values.materialised)
            var next: UInt32 = 0
            let places: [UInt32] = discriminators.map {
                guard Int($0) == number else { return 0 }
                next &+= 1
                return next
            }
            precondition(Int(next) == values.count, "a value for each row of the alternative")
            return some.gathering(places)
        }
    }

    package var column: Column {
        let nulls: [UInt8] = discriminators.map { $0 == Self.null ? 1 : 0 }
        let numbers: [UInt8] = discriminators.map { $0 == Self.null ? 0 : $0 }
        let first = Column.nullable(NullableColumn(nulls: nulls, values: .uint8(numbers)))
        return .tuple(TupleColumn(elements: [first] + alternatives, count: discriminators.count))
    }

    /// 1 where the row is NULL.
    package var nulls: [UInt8] { discriminators.map { $0 == Self.null ? 1 : 0 } }

    /// 1 where the row has alternative `number`.
    package func mask(of number: Int) -> [UInt8] { discriminators.map { Int($0) == number ? 1 : 0 } }

    /// The values of the rows that have alternative `number`.
    package func dense(_ number: Int) -> Column {
        let mask = mask(of: number)
        return alternatives[number].filtered(by: mask, keeping: countOnes(in: mask))
    }

    /// Whether each number is one of an alternative, or NULL's.
    package static func areValid(_ discriminators: [UInt8], alternatives: Int) -> Bool {
        discriminators.allSatisfy { $0 == null || Int($0) < alternatives }
    }
}
