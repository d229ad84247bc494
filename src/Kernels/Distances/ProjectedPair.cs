namespace Microsoft.ML.SlicedOT;

/// <summary>The atoms with mass of both measures of a pair, to be projected onto lines.</summary>
internal sealed class ProjectedPair
{
    private readonly ProjectedSide _source;
    private readonly ProjectedSide _target;

    public ProjectedPair(DiscreteMeasure source, DiscreteMeasure target)
    {
        _source = new ProjectedSide(source);
        _target = new ProjectedSide(target);
        IntegerMasses.Equalize(_source.Masses, _target.Masses);
    }

    /// <summary><c>W_p^p</c> of the projections.</summary>
    public double Cost(ReadOnlySpan<float> direction, int p)
    {
        _source.Project(direction);
        _target.Project(direction);
        return LineTransport.Cost(_source.Positions, _source.SortedMasses, _target.Positions, _target.SortedMasses, p);
    }

    private sealed class ProjectedSide
    {
        private readonly DiscreteMeasure _measure;
        private readonly int[] _atoms;

        public ProjectedSide(DiscreteMeasure measure)
        {
            _measure = measure;
            var masses = new long[measure.Count];
            FixedPointMass.Convert(measure.Weights, masses);
            _atoms = [.. Enumerable.Range(0, masses.Length).Where(i => masses[i] > 0)];
            Masses = Array.ConvertAll(_atoms, i => masses[i]);
            SortedMasses = new long[_atoms.Length];
            Positions = new double[_atoms.Length];
        }

        public long[] Masses { get; }

        public long[] SortedMasses { get; }

        public double[] Positions { get; }

        public void Project(ReadOnlySpan<float> direction)
        {
            Masses.CopyTo(SortedMasses, 0);
            for (int i = 0; i < _atoms.Length; i++)
            {
                ReadOnlySpan<float> point = _measure.Support[_atoms[i]];
                double position = 0;
                for (int k = 0; k < point.Length; k++)
                    position += (double)point[k] * direction[k];
                Positions[i] = position;
            }
        }
    }
}
