using System.Runtime.CompilerServices;

namespace Microsoft.ML.SlicedOT;

/// <summary>The atoms of a measure that have mass, without the others.</summary>
internal sealed class AtomsWithMass
{
    private int[] _indices = [];
    private float[] _points = [];
    private double[] _weights = [];
    private int _dimension;

    /// <summary>How many they are.</summary>
    public int Count { get; private set; }

    /// <summary>Which atoms of the measure they are, ascending.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, Count);

    /// <summary>Their points, row-major, after <see cref="TryLoad"/>.</summary>
    public ReadOnlySpan<float> Points => _points.AsSpan(0, Count * _dimension);

    /// <summary>Writes the indices of the atoms with mass; there is to be room for all atoms.</summary>
    /// <returns>How many they are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Find(ReadOnlySpan<double> weights, Span<int> indices)
    {
        int count = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
                indices[count++] = i;
        }

        return count;
    }

    /// <summary>Takes indices and weights.</summary>
    public void Load(ReadOnlySpan<double> weights)
    {
        if (_indices.Length < weights.Length)
        {
            _indices = new int[weights.Length];
            _weights = new double[weights.Length];
        }

        Count = Find(weights, _indices);
        for (int k = 0; k < Count; k++)
            _weights[k] = weights[_indices[k]];
    }

    /// <summary>A copy of indices and weights, which takes no more memory than these numbers.</summary>
    public AtomsWithMass Copy() => new() { _indices = Indices.ToArray(), _weights = Weights.ToArray(), Count = Count };

    /// <summary>Takes indices, weights and points, if the atoms with mass are <paramref name="most"/> or fewer.</summary>
    /// <returns>Whether they are.</returns>
    public bool TryLoad(Support points, ReadOnlySpan<double> weights, int most)
    {
        if (weights.Length - weights.Count(0.0) > most)
            return false;
        Load(weights);
        _dimension = points.Dimension;
        if (_points.Length < Count * _dimension)
            _points = new float[Count * _dimension];
        for (int k = 0; k < Count; k++)
            points[_indices[k]].CopyTo(_points.AsSpan(k * _dimension));
        return true;
    }
}
