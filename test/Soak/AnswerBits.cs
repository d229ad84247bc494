using System.Runtime.InteropServices;

namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>Whether two answers are equal to the last bit.</summary>
internal static class AnswerBits
{
    public static bool Equal(CouplingPrediction x, CouplingPrediction y) =>
        Same(Scalars(x), Scalars(y)) && x.Sweeps == y.Sweeps && x.ExitReason == y.ExitReason
        && Same(x.SourcePotential, y.SourcePotential) && Same(x.TargetPotential, y.TargetPotential) && Same(x.TransportedSource, y.TransportedSource)
        && x.Coupling.IsDense == y.Coupling.IsDense && Same([.. x.Coupling.DenseValues()], [.. y.Coupling.DenseValues()]);

    private static float[] Scalars(CouplingPrediction answer) =>
        [answer.DroppedMass, answer.TransportCost, answer.DualValue, answer.MarginalViolation, answer.RelativeDualityGap];

    private static bool Same(float[] x, float[] y) => MemoryMarshal.AsBytes<float>(x).SequenceEqual(MemoryMarshal.AsBytes<float>(y));
}
