/// Every aggregate function, by family; a new one is a new line.
let aggregateFunctions: [any AggregateFunction.Type] = [
    // Basic
    Count.self, Sum.self, Avg.self, Minimum.self, Maximum.self, AnyValue.self, AnyLast.self, ArgMin.self, ArgMax.self,
    ArgAndMin.self, ArgAndMax.self, AnyRespectNulls.self, AnyLastRespectNulls.self, SingleValueOrNull.self,
    AnyHeavy.self, SumWithOverflow.self, SumKahan.self, SumCount.self, AvgWeighted.self,
    GroupBitAnd.self, GroupBitOr.self, GroupBitXor.self,
    NothingUInt64.self, NothingNull.self,
    // Maps
    SumMappedArrays.self, SumMapWithOverflow.self, SumMapFiltered.self, MinMappedArrays.self, MaxMappedArrays.self,
    // Distinct values
    Uniq.self, UniqExact.self, UniqUpTo.self, UniqCombined.self, UniqCombined64.self, UniqHLL12.self,
    TopK.self, TopKWeighted.self, ApproxTopK.self, ApproxTopSum.self,
    GroupBitmap.self, GroupBitmapAnd.self, GroupBitmapOr.self, GroupBitmapXor.self,
    // Arrays
    GroupArray.self, GroupUniqArray.self, GroupArraySorted.self, GroupArraySample.self, GroupArrayLast.self,
    GroupArrayInsertAt.self, GroupArrayMovingSum.self, GroupArrayMovingAvg.self, GroupArrayIntersect.self,
    GroupConcat.self,
    // Quantiles
    Quantile.self, Quantiles.self,
    QuantileExact.self, QuantilesExact.self, QuantileExactLow.self, QuantilesExactLow.self,
    QuantileExactHigh.self, QuantilesExactHigh.self, QuantileExactExclusive.self, QuantilesExactExclusive.self,
    QuantileExactInclusive.self, QuantilesExactInclusive.self,
    QuantileTDigest.self, QuantilesTDigest.self, QuantileTDigestWeighted.self, QuantilesTDigestWeighted.self,
    QuantileTiming.self, QuantilesTiming.self, QuantileTimingWeighted.self, QuantilesTimingWeighted.self,
    QuantileExactWeighted.self, QuantilesExactWeighted.self,
    QuantileInterpolatedWeighted.self, QuantilesInterpolatedWeighted.self,
    QuantileExactWeightedInterpolated.self, QuantilesExactWeightedInterpolated.self,
    QuantileBFloat16.self, QuantilesBFloat16.self, QuantileBFloat16Weighted.self, QuantilesBFloat16Weighted.self,
    QuantileDeterministic.self, QuantilesDeterministic.self,
    QuantileDD.self, QuantilesDD.self,
    // Statistics
    VarPop.self, VarSamp.self, StddevPop.self, StddevSamp.self,
    VarPopStable.self, VarSampStable.self, StddevPopStable.self, StddevSampStable.self,
    CovarPop.self, CovarSamp.self, Corr.self, CovarPopStable.self, CovarSampStable.self, CorrStable.self,
    SkewPop.self, SkewSamp.self, KurtPop.self, KurtSamp.self,
    Entropy.self, BoundingRatio.self, Contingency.self, CramersV.self, CramersVBiasCorrected.self, TheilsU.self,
    CategoricalInformationValue.self, SimpleLinearRegression.self, RankCorr.self, Histogram.self,
    RegressionSlope.self, RegressionIntercept.self, RegressionR2.self, RegressionMeanX.self, RegressionMeanY.self,
    RegressionSumXX.self, RegressionSumYY.self, RegressionSumXY.self, RegressionCount.self,
    StudentTTest.self, StudentTTestOneSample.self, WelchTTest.self, MeanZTest.self, AnalysisOfVariance.self,
    MannWhitneyUTest.self, KolmogorovSmirnovTest.self, CorrMatrix.self, CovarPopMatrix.self, CovarSampMatrix.self,
    // Events and series
    DeltaSum.self, DeltaSumTimestamp.self, ExponentialMovingAverage.self, LargestTriangleThreeBuckets.self,
    MaxIntersections.self, MaxIntersectionsPosition.self, IntervalLengthSum.self, Retention.self, WindowFunnel.self,
    SequenceMatch.self, SequenceCount.self, Sparkbar.self,
]
