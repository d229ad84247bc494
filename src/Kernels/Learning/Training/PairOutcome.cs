namespace Microsoft.ML.SlicedOT;

/// <summary>What working on one training pair cost, and whether its teacher converged.</summary>
internal readonly record struct PairOutcome(double FeatureSeconds, double TeacherSeconds, double GramSeconds, bool TeacherConverged);
