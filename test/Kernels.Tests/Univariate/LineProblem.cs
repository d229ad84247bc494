namespace Microsoft.ML.SlicedOT.Kernels.Tests;

/// <summary>A transport problem on the line.</summary>
internal sealed record LineProblem(float[] S, double[] A, float[] T, double[] B)
{
    public int Exponent { get; init; } = 2;

    /// <summary>The largest cost, the unit in which errors are measured; 1 where all positions coincide.</summary>
    public double Scale
    {
        get
        {
            double scale = S.SelectMany(s => T.Select(t => Cost(s, t))).Max();
            return scale == 0 ? 1 : scale;
        }
    }

    public double Cost(double s, double t) => Math.Pow(Math.Abs(s - t), Exponent);

    public (double[] Phi, double[] Psi) Solve()
    {
        var phi = new double[S.Length];
        var psi = new double[T.Length];
        UnivariatePotentials.Solve(S, A, T, B, Exponent, phi, psi);
        return (phi, psi);
    }

    public LineProblem Swapped() => this with { S = T, A = B, T = S, B = A };

    public LineProblem WithSource(IEnumerable<(float Position, double Weight)> atoms)
    {
        (float Position, double Weight)[] all = [.. atoms];
        return this with { S = [.. all.Select(x => x.Position)], A = [.. all.Select(x => x.Weight)] };
    }

    public LineProblem WithTarget(IEnumerable<(float Position, double Weight)> atoms) => Swapped().WithSource(atoms).Swapped();

    public IEnumerable<(float Position, double Weight)> SourceAtoms => S.Zip(A);

    public IEnumerable<(float Position, double Weight)> TargetAtoms => T.Zip(B);

    public override string ToString() =>
        FormattableString.Invariant($"p = {Exponent}, s = [{string.Join(", ", S)}], a = [{string.Join(", ", A)}], t = [{string.Join(", ", T)}], b = [{string.Join(", ", B)}]");
}
