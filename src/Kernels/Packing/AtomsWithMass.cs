namespace Microsoft.ML.SlicedOT;

/// <summary>The atoms of a measure that have mass, without the others.</summary>
internal sealed class AtomsWithMass
{
    private float[] _points = [];
    private double[] _weights = [];
    private int _count;
    private int _dimension;

    /// <summary>The points, row-major.</summary>
    public ReadOnlySpan<float> Points => _points.AsSpan(0, _count * _dimension);

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, _count);

    /// <summary>Takes the atoms with mass of a measure if they are <paramref name="most"/> or fewer.</summary>
    /// <returns>Whether they are.</returns>
    public bool TryLoad(Support points, ReadOnlySpan<double> weights, int most)
    {
        _count = weights.Length - weights.Count(0.0);
        if (_count > most)
            return false;
        _dimension = points.Dimension;
        if (_weights.Length < _count)
            _weights = new double[_count];
        if (_points.Length < _count * _dimension)
            _points = new float[_count * _dimension];
        int kept = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            _weights[kept] = weights[i];
            points[i].CopyTo(_points.AsSpan(kept * _dimension));
            kept++;
        }

        return true;
    }
}
