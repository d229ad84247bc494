using System.Globalization;

namespace Microsoft.ML.SlicedOT;

/// <summary>What the estimators' options guarantee, asked again of parameters that come from a file: a checksum is no proof of who wrote it.</summary>
internal static class ParametersCheck
{
    /// <summary>The most soft c-transforms a prediction takes.</summary>
    public const int MostHalfSteps = AmortizedCouplingModel.MostHalfSteps;

    /// <summary>The most sweeps a solver takes.</summary>
    public const int MostSweeps = SinkhornOptions.LargestMaximumSweeps;

    /// <exception cref="InvalidDataException">A parameter is out of the range that options allow, or does not fit another.</exception>
    public static void Check(CouplingParameters parameters)
    {
        ColumnLayout layout = parameters.Layout;
        AmortizedCouplingModel model = parameters.Model;
        Require(Enum.IsDefined(parameters.Normalization), "weight normalisation", (int)parameters.Normalization, "unknown");
        Require(Enum.IsDefined(parameters.Start), "starting potential", (int)parameters.Start, "unknown");
        Require(Enum.IsDefined(parameters.BadRows), "handling of bad rows", (int)parameters.BadRows, "unknown");
        Require(parameters.HalfSteps is >= 1 and <= MostHalfSteps, "number of half-steps", parameters.HalfSteps, $"not between 1 and {MostHalfSteps}");
        Require(parameters.Tolerance is not { } tolerance || (tolerance > 0 && double.IsFinite(tolerance)), "tolerance", parameters.Tolerance, "not positive and finite");
        Require(parameters.MaximumSweeps is >= 0 and <= MostSweeps, "number of sweeps", parameters.MaximumSweeps, $"not between 0 and {MostSweeps}");
        Require(parameters.MaximumDroppedMass is >= 0 and < 1, "dropped mass", parameters.MaximumDroppedMass, "not at least 0 and below 1");
        Require(Enum.IsDefined(parameters.Matches.Sampling), "sampling of matches", (int)parameters.Matches.Sampling, "unknown");
        Require(parameters.Matches.Count is null or (>= 1 and <= MatchOptions.MostMatches), "number of matches", parameters.Matches.Count, "not positive, or too large");
        Require(layout.SourceClasses is null == layout.TargetClasses is null, "column of classes", layout.SourceClasses ?? layout.TargetClasses, "of one side alone");
        Require(model.Epsilon <= TransportProblem.LargestEpsilon, "epsilon", model.Epsilon, "too large");
        Require(model.IsBalanced || !parameters.ExactFeasibility, "mass penalty", $"{model.SourcePenalty}, {model.TargetPenalty}", "of no use where couplings are rounded onto the weights");
        Require(layout.Dimension == model.Features.Dimension, "dimension", layout.Dimension, $"not its features' {model.Features.Dimension}");
        Require(layout.Dimension == 3 || model.Cost.Kind != GroundCostKind.SphereArc, "dimension", layout.Dimension, "not 3, as arcs on the sphere need");
        Require(model.Geometry is not null || model.Cost.Kind != GroundCostKind.Matrix, "ground cost", model.Cost.Kind, "a matrix without fixed supports");
        Require(layout.SourceCount == (model.Geometry?.Source.Count ?? 0), "source count", layout.SourceCount, "not its source support's");
        Require(layout.TargetCount == (model.Geometry?.Target.Count ?? 0), "target count", layout.TargetCount, "not its target support's");
        Require(layout.SourceSize >= 0, "source size", layout.SourceSize, "negative");
        Require(layout.TargetSize >= 0, "target size", layout.TargetSize, "negative");
        long slots = Math.Max(Math.Max(1L, layout.SourceSize) * (layout.HasSizedCoupling ? Math.Max(layout.TargetSize, layout.Dimension) : layout.Dimension), layout.TargetSize);
        bool fits = slots <= CouplingChain.MaximumFixedSize || layout.SourceSize == 0;
        Require(fits, "source size", layout.SourceSize, "too large for columns of fixed size");
        CheckNames(layout);
    }

    /// <exception cref="InvalidDataException">A parameter is out of the range that options allow, or does not fit another.</exception>
    public static void Check(PairParameters parameters)
    {
        ColumnLayout layout = parameters.Layout;
        Require(Enum.IsDefined(parameters.Normalization), "weight normalisation", (int)parameters.Normalization, "unknown");
        Require(Enum.IsDefined(parameters.BadRows), "handling of bad rows", (int)parameters.BadRows, "unknown");
        Require(parameters.Source is not null || parameters.Target is null, "target support", parameters.Target?.Count, "without a source support");
        int target = (parameters.Target ?? parameters.Source)?.Count ?? 0;
        Require(layout.SourceCount == (parameters.Source?.Count ?? 0), "source count", layout.SourceCount, "not its source support's");
        Require(layout.TargetCount == target, "target count", layout.TargetCount, "not its target support's");
        Require(layout.Dimension >= 1, "dimension", layout.Dimension, "not positive");
        Require(parameters.Source is null || parameters.Source.Dimension == layout.Dimension, "dimension", layout.Dimension, "not its source support's");
        Require(parameters.Target is null || parameters.Target.Dimension == layout.Dimension, "dimension", layout.Dimension, "not its target support's");
        CheckNames(layout);
    }

    private static void CheckNames(ColumnLayout layout)
    {
        foreach (string? name in (string?[])[layout.SourcePoints, layout.TargetPoints, layout.SourceWeights, layout.TargetWeights, layout.SourceClasses, layout.TargetClasses])
            Require(name is not "", "column name", "\"\"", "empty");
        bool isSingle = ReferenceEquals(layout.Columns, OutputColumn.Embeddings);
        bool hasBoth = layout.SourcePoints is not null && layout.TargetPoints is null == isSingle;
        bool hasNone = layout.SourcePoints is null && layout.TargetPoints is null;
        Require(layout.HasFixedSupports ? hasNone : hasBoth, "list of point columns", $"'{layout.SourcePoints}', '{layout.TargetPoints}'", "not what its supports ask for");
        Require(!layout.OutputPrefix.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal), "output prefix", layout.OutputPrefix, "reserved");
    }

    private static void Require(bool holds, string what, object? value, string wrong)
    {
        if (holds)
            return;
        throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture, $"The SlicedOT model is damaged: its {what} is {value}, which is {wrong}; load an intact copy or fit again."));
    }
}
