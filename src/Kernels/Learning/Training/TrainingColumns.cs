namespace Microsoft.ML.SlicedOT;

/// <summary>The features of one training pair on the source atoms that have mass.</summary>
internal sealed class TrainingColumns
{
    private double[] _columns = [];
    private AtomsWithMass _atoms = new();

    /// <summary>Number of source atoms with mass.</summary>
    public int Length => _atoms.Count;

    /// <summary>Indices of the atoms with mass.</summary>
    public ReadOnlySpan<int> Atoms => _atoms.Indices;

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<double> Weights => _atoms.Weights;

    /// <summary>Feature-major, centred with the source weights.</summary>
    public ReadOnlySpan<double> Columns => _columns.AsSpan(0, Rows * Length);

    /// <summary>Number of rows of <see cref="Columns"/>.</summary>
    public int Rows { get; private set; }

    /// <summary>Computes the features and appends <paramref name="target"/>, if given, as one more row.</summary>
    public void Compute(PotentialFeatures features, TransportProblem problem, ReadOnlySpan<double> target)
    {
        int n = problem.SourceCount;
        Rows = features.Count + (target.IsEmpty ? 0 : 1);
        int length = checked(Rows * n);
        if (_columns.Length < length)
            _columns = new double[length];
        features.Compute(problem, _columns.AsSpan(0, features.Count * n));
        ReadOnlySpan<double> a = problem.Source.Weights;
        if (!target.IsEmpty)
        {
            Span<double> last = _columns.AsSpan(features.Count * n, n);
            target.CopyTo(last);
            Centering.Apply(a, last);
        }

        _atoms.Load(a);
        if (Length < n)
        {
            for (int k = 0; k < Rows; k++)
            {
                for (int i = 0; i < Length; i++)
                    _columns[(k * Length) + i] = _columns[(k * n) + Atoms[i]];
            }
        }
    }

    /// <summary>A copy to keep, which takes no more memory than these numbers.</summary>
    public TrainingColumns Copy() => new()
    {
        _columns = Columns.ToArray(),
        _atoms = _atoms.Copy(),
        Rows = Rows,
    };
}
