/// The family's list.
enum TypesFunctions {
    static let list: [any ScalarFunction.Type] = [
        ToTypeName.self, ToColumnTypeName.self, DefaultValueOfTypeName.self,
        DefaultValueOfArgumentType.self, Materialize.self, Identity.self, Ignore.self, ToNullable.self,
        AssumeNotNull.self, ToLowCardinality.self, Reinterpret.self, ReinterpretAsString.self,
        ReinterpretAsFixedString.self, ReinterpretAs<ToInt8>.self, ReinterpretAs<ToInt16>.self,
        ReinterpretAs<ToInt32>.self, ReinterpretAs<ToInt64>.self, ReinterpretAs<ToInt128>.self,
        ReinterpretAs<ToInt256>.self, ReinterpretAs<ToUInt8>.self, ReinterpretAs<ToUInt16>.self,
        ReinterpretAs<ToUInt32>.self, ReinterpretAs<ToUInt64>.self, ReinterpretAs<ToUInt128>.self,
        ReinterpretAs<ToUInt256>.self, ReinterpretAs<ToFloat32>.self, ReinterpretAs<ToFloat64>.self,
        ReinterpretAs<ToUUID>.self, ReinterpretAs<AsDate>.self, ReinterpretAs<AsDateTime>.self,
        LowCardinalityIndices.self, LowCardinalityKeys.self,
    ]
}
