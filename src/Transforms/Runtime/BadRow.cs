using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The answer to a row that holds no pair, where the model is to give one.</summary>
internal static class BadRow
{
    /// <summary>The exit reason of such a row; no <see cref="ExitReason"/>, because nothing was begun.</summary>
    public const string Reason = "BadInput";

    /// <summary>Potentials without a number mark the row for the mappings that follow: no measure has no points.</summary>
    public static bool Is(SolvedPair row) => row.SourcePotential.Length == 0;

    public static void Write(ColumnLayout layout, PotentialColumns output)
    {
        output.ExactSourcePotential = default;
        output.ExactTargetPotential = default;
        output.SourcePotential = NotANumber(layout.FixedSourceCount);
        output.TargetPotential = NotANumber(layout.FixedTargetCount);
        output.Sweeps = 0;
        output.ExitReason = Reason;
    }

    public static void Write(DiagnosticColumns output) =>
        (output.TransportCost, output.DualValue, output.MarginalViolation, output.RelativeDualityGap) = (float.NaN, float.NaN, float.NaN, float.NaN);

    public static void Write(ColumnLayout layout, CouplingColumns output) =>
        (output.Coupling, output.DroppedMass) = (NotANumber(layout.CouplingSize), float.NaN);

    public static void Write(ColumnLayout layout, ProjectionColumns output) =>
        output.TransportedSource = NotANumber(layout.FixedSourceCount * layout.Dimension);

    public static void Write(ColumnLayout layout, MassColumns output) =>
        (output.SourceMass, output.TargetMass, output.TotalMass) = (NotANumber(layout.FixedSourceCount), NotANumber(layout.FixedTargetCount), float.NaN);

    public static void Write(MatchColumns output) => (output.MatchedSource, output.MatchedTarget) = (default, default);

    private static VBuffer<float> NotANumber(int count)
    {
        var values = new float[count];
        Array.Fill(values, float.NaN);
        return new VBuffer<float>(count, values);
    }
}

/// <summary>What <c>Transform</c> does about a row that holds no pair of measures.</summary>
public enum BadRowOutput
{
    /// <summary>Throws an <see cref="InvalidDataException"/> that names column, slot and value. ML.NET then gives up the batch of rows around it.</summary>
    Throw = 0,

    /// <summary>
    /// Answers the row with empty vectors (NaN where their size is fixed), NaN numbers, 0 sweeps and the exit reason "BadInput"; the rows around it are
    /// not touched.
    /// </summary>
    Empty = 1,
}

/// <summary>The names of exit reasons as a text column gives them, made once.</summary>
internal static class ExitReasonText
{
    private static readonly string[] Names = [.. Enum.GetValues<ExitReason>().Select(r => r.ToString())];

    public static string Of(ExitReason reason) => Names[(int)reason];
}
