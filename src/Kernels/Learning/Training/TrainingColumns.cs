namespace Microsoft.ML.SlicedOT;

/// <summary>The features of one training pair on the source atoms that have mass.</summary>
internal sealed class TrainingColumns
{
    private double[] _columns = [];
    private double[] _weights = [];
    private int[] _atoms = [];

    /// <summary>Number of source atoms with mass.</summary>
    public int Length { get; private set; }

    /// <summary>Indices of the atoms with mass.</summary>
    public ReadOnlySpan<int> Atoms => _atoms.AsSpan(0, Length);

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, Length);

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

        if (_atoms.Length < n)
        {
            _atoms = new int[n];
            _weights = new double[n];
        }

        Length = 0;
        for (int i = 0; i < n; i++)
        {
            if (a[i] > 0)
            {
                _atoms[Length] = i;
                _weights[Length++] = a[i];
            }
        }

        if (Length < n)
        {
            for (int k = 0; k < Rows; k++)
            {
                for (int i = 0; i < Length; i++)
                    _columns[(k * Length) + i] = _columns[(k * n) + _atoms[i]];
            }
        }
    }

    /// <summary>A copy to keep, which takes no more memory than these numbers.</summary>
    public TrainingColumns Copy() => new()
    {
        _columns = Columns.ToArray(),
        _weights = Weights.ToArray(),
        _atoms = Atoms.ToArray(),
        Length = Length,
        Rows = Rows,
    };
}
