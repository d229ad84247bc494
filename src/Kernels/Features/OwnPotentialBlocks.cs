using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>The potential along the pair's own frame and, in few dimensions, the same corrected by bisection plans: see <see cref="FramePotential"/>.</summary>
internal sealed class FrameBlock(int dimension) : IFeatureBlock
{
    public FeatureBlockKind Kind => FeatureBlockKind.Frame;

    public int Count => FramePotential.IsGuidedIn(dimension) ? 2 : 1;

    public string Name(int feature) => feature == 0 ? "FramePotential" : "PlanGuidedPotential";

    public void Compute(FeatureWorkspace pair, Span<double> columns)
    {
        int n = pair.SourceCount;
        FramePotential frames = pair.Frames;
        frames.Compute(pair.Problem.Source, pair.Problem.Target, pair.Epsilon);
        frames.CopyTo(columns[..n]);
        if (Count == 1)
            return;
        frames.Guide();
        frames.CopyTo(columns.Slice(n, n));
    }

    public void AddTo(FeatureWorkspace pair, ReadOnlySpan<double> coefficients, Span<double> f)
    {
        FramePotential frames = pair.Frames;
        frames.Compute(pair.Problem.Source, pair.Problem.Target, pair.Epsilon);
        if (coefficients[0] != 0)
            frames.AddTo(f, coefficients[0]);
        if (Count == 1 || coefficients[1] == 0)
            return;
        frames.Guide();
        frames.AddTo(f, coefficients[1]);
    }
}

/// <summary>The potential of the pair's blocks, carried to its atoms: see <see cref="PooledPotential"/>.</summary>
internal sealed class PooledBlock : IFeatureBlock
{
    public FeatureBlockKind Kind => FeatureBlockKind.Pooled;

    public int Count => 1;

    public string Name(int feature) => "PooledPotential";

    public void Compute(FeatureWorkspace pair, Span<double> columns) => PooledPotential.Compute(pair.Problem, columns[..pair.SourceCount]);

    public void AddTo(FeatureWorkspace pair, ReadOnlySpan<double> coefficients, Span<double> f)
    {
        Span<double> potential = pair.Scratch(pair.SourceCount)[..pair.SourceCount];
        PooledPotential.Compute(pair.Problem, potential);
        TensorPrimitives.MultiplyAdd(potential, coefficients[0], f, f);
    }
}
