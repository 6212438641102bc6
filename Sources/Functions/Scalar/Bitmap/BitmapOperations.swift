import Columns
import Errors

/// A function that makes a bitmap of bitmaps.
protocol BitmapOperation: BitmapFunction {
    static func combine(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> Bitmap
}

extension BitmapOperation {
    static func resultType(_ element: BitmapElement) -> DataType { BitmapArgument.type(element) }
    static func column(
        _ bitmaps: [[Bitmap]], _ numbers: [[UInt64]], _ element: BitmapElement, to result: DataType
    ) throws(QueryError) -> Column {
        let combined = bitmaps[0].indices.map { row in
            combine(bitmaps.map { $0[row] }, numbers.map { $0[row] })
        }
        return BitmapArgument.column(combined, element)
    }
}

enum BitmapAnd: BitmapOperation {
    static let name = "bitmapAnd"
    static let bitmapCount = 2
    static let documentation = FunctionDocumentation(
        "What two bitmaps have in common.",
        example: "bitmapToArray(bitmapAnd(bitmapBuild([1, 2]), bitmapBuild([2, 3])))", "[2]")

    static func combine(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> Bitmap { bitmaps[0].intersection(bitmaps[1]) }
}

enum BitmapOr: BitmapOperation {
    static let name = "bitmapOr"
    static let bitmapCount = 2
    static let documentation = FunctionDocumentation(
        "What one of two bitmaps has.",
        example: "bitmapToArray(bitmapOr(bitmapBuild([1, 2]), bitmapBuild([2, 3])))", "[1,2,3]")

    static func combine(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> Bitmap {
        var union = bitmaps[0]
        union.formUnion(bitmaps[1])
        return union
    }
}

enum BitmapXor: BitmapOperation {
    static let name = "bitmapXor"
    static let bitmapCount = 2
    static let documentation = FunctionDocumentation(
        "What one of two bitmaps has alone.",
        example: "bitmapToArray(bitmapXor(bitmapBuild([1, 2]), bitmapBuild([2, 3])))", "[1,3]")

    static func combine(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> Bitmap {
        bitmaps[0].symmetricDifference(bitmaps[1])
    }
}

enum BitmapAndnot: BitmapOperation {
    static let name = "bitmapAndnot"
    static let bitmapCount = 2
    static let documentation = FunctionDocumentation(
        "What the first bitmap has and the second has not.",
        example: "bitmapToArray(bitmapAndnot(bitmapBuild([1, 2]), bitmapBuild([2, 3])))", "[1]")

    static func combine(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> Bitmap { bitmaps[0].subtracting(bitmaps[1]) }
}

enum BitmapSubsetInRange: BitmapOperation {
    static let name = "bitmapSubsetInRange"
    static let bitmapCount = 1
    static let numberCount = 2
    static let documentation = FunctionDocumentation(
        "The elements from a number up to another one, which is not among them.",
        example: "bitmapToArray(bitmapSubsetInRange(bitmapBuild([0, 5, 3, 9]), 3, 9))", "[5,3]")

    static func combine(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> Bitmap {
        bitmaps[0].filtered { $0 >= numbers[0] && $0 < numbers[1] }
    }
}

enum BitmapSubsetLimit: BitmapOperation {
    static let name = "bitmapSubsetLimit"
    static let bitmapCount = 1
    static let numberCount = 2
    static let documentation = FunctionDocumentation(
        "The least elements from a number on, so many of them.",
        example: "bitmapCardinality(bitmapSubsetLimit(bitmapBuild([0, 5, 3, 9]), 3, 2))", "2")

    static func combine(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> Bitmap {
        let count = Int(min(numbers[1], UInt64(Bitmap.countMax)))
        let kept = Set(bitmaps[0].members.filter { $0 >= numbers[0] }.sorted().prefix(count))
        return bitmaps[0].filtered(kept.contains)
    }
}

enum SubBitmap: BitmapOperation {
    static let name = "subBitmap"
    static let bitmapCount = 1
    static let numberCount = 2
    static let documentation = FunctionDocumentation(
        "The elements in ascending order behind a number of them, so many of them.",
        example: "bitmapToArray(subBitmap(bitmapBuild([0, 5, 3, 9]), 1, 2))", "[3,5]")

    static func combine(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> Bitmap {
        let most = UInt64(Bitmap.countMax)
        let sorted = bitmaps[0].members.sorted()
        return Bitmap(sorted.dropFirst(Int(min(numbers[0], most))).prefix(Int(min(numbers[1], most))))
    }
}

/// The number of elements of what an operation on two bitmaps makes.
protocol BitmapOperationCount: BitmapMeasure {
    associatedtype Operation: BitmapOperation
}

extension BitmapOperationCount {
    static var bitmapCount: Int { 2 }
    static func measure(_ bitmaps: [Bitmap], _ numbers: [UInt64]) -> UInt64 {
        UInt64(Operation.combine(bitmaps, numbers).count)
    }
}

enum BitmapAndCardinality: BitmapOperationCount {
    typealias Operation = BitmapAnd
    static let name = "bitmapAndCardinality"
    static let documentation = FunctionDocumentation(
        "The number of elements that two bitmaps have in common.",
        example: "bitmapAndCardinality(bitmapBuild([1, 2]), bitmapBuild([2, 3]))", "1")
}

enum BitmapOrCardinality: BitmapOperationCount {
    typealias Operation = BitmapOr
    static let name = "bitmapOrCardinality"
    static let documentation = FunctionDocumentation(
        "The number of elements that one of two bitmaps has.",
        example: "bitmapOrCardinality(bitmapBuild([1, 2]), bitmapBuild([2, 3]))", "3")
}

enum BitmapXorCardinality: BitmapOperationCount {
    typealias Operation = BitmapXor
    static let name = "bitmapXorCardinality"
    static let documentation = FunctionDocumentation(
        "The number of elements that one of two bitmaps has alone.",
        example: "bitmapXorCardinality(bitmapBuild([1, 2]), bitmapBuild([2, 3]))", "2")
}

enum BitmapAndnotCardinality: BitmapOperationCount {
    typealias Operation = BitmapAndnot
    static let name = "bitmapAndnotCardinality"
    static let documentation = FunctionDocumentation(
        "The number of elements that the first bitmap has and the second has not.",
        example: "bitmapAndnotCardinality(bitmapBuild([1, 2]), bitmapBuild([2, 3]))", "1")
}

enum BitmapTransform: ScalarFunction {
    static let name = "bitmapTransform"
    static let documentation = FunctionDocumentation(
        "The bitmap with elements of one array replaced by those of another.",
        example: "bitmapToArray(bitmapTransform(bitmapBuild([1, 2, 3]), [2], [20]))", "[1,3,20]")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...3)
        guard let element = BitmapArgument.element(arguments[0].type) else {
            throw QueryError(
                .illegalTypeOfArgument,
                "First argument for function \(name) must be a bitmap but it has type \(arguments[0].type.name)")
        }
        for position in 1...2 {
            guard BitmapElement(try ArrayArgument.element(name, arguments, position)) != nil else {
                throw illegalArgumentType(name, position, arguments[position].type)
            }
        }
        return BitmapArgument.type(element)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard let element = BitmapArgument.element(arguments[0].type) else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        let bitmaps = try BitmapArgument.bitmaps(arguments[0].column, element)
        let lists = try arguments[1...].map { (argument) throws(QueryError) in
            let array = try ArrayArgument.column(argument)
            let number = BitmapElement(try ArrayArgument.element(name, [Argument(type: argument.type)], 0))
            return (array: array, numbers: number?.elements(of: array.elements) ?? [])
        }
        var transformed: [Bitmap] = []
        for row in 0..<rowCount {
            let from = lists[0].numbers[lists[0].array.range(of: row)]
            let to = lists[1].numbers[lists[1].array.range(of: row)]
            guard from.count == to.count else {
                throw QueryError(.typeMismatch, "For function \(name) arrays of from and to must have one size")
            }
            var meaning: [UInt64: UInt64] = [:]
            for (old, new) in zip(from, to) { meaning[old] = new }
            let own = bitmaps[row]
            var bitmap = own.filtered { meaning[$0] == nil }
            for old in from where own.members.contains(old) { bitmap.insert(meaning[old] ?? old) }
            transformed.append(bitmap)
        }
        return BitmapArgument.column(transformed, element)
    }
}
