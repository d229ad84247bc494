using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Reads one measure of a row, from points or for a fixed support. Successive rows reuse its buffers, and a measure read again (by the next
/// mapping of the same row) is recognised, so one reader belongs to one thread.
/// </summary>
internal sealed class MeasureReader(
    Support? fixedSupport, int dimension, string? pointsColumn, string? weightsColumn, WeightNormalization normalization)
{
    private readonly DiscreteMeasure? _fixed = fixedSupport is null ? null : new DiscreteMeasure(fixedSupport);
    private DiscreteMeasure? _own;
    private float[] _dense = [];
    private float[] _lastWeights = [];
    private int _lastWeightCount = -1;

    /// <summary>Changes whenever <see cref="Read"/> returns another measure than the time before.</summary>
    public long Version { get; private set; }

    /// <summary>Reads a measure; it stays valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The row holds no measure; the message names column, slot, value and fix.</exception>
    public DiscreteMeasure Read(in VBuffer<float> points, in VBuffer<float> weights)
    {
        DiscreteMeasure measure = _fixed ?? ReadPoints(in points);
        if (weightsColumn is not null)
            ReadWeights(measure, in weights);
        return measure;
    }

    private DiscreteMeasure ReadPoints(in VBuffer<float> points)
    {
        ReadOnlySpan<float> coordinates = Dense(in points);
        if (coordinates.IsEmpty)
            throw Bad(pointsColumn, " is empty; a measure needs at least one point. Leave the row out.");
        if (coordinates.Length % dimension != 0)
        {
            throw Bad(
                pointsColumn,
                $" has {coordinates.Length} slots, which is not a whole number of points of dimension {dimension}; give {dimension} coordinates a point.");
        }

        if (_own is not null && _own.Support.Coordinates.SequenceEqual(coordinates))
            return _own;
        _lastWeightCount = -1;
        Version++;
        try
        {
            if (_own is null)
                _own = new DiscreteMeasure(coordinates, dimension);
            else
                _own.Assign(coordinates, dimension);
            return _own;
        }
        catch (PairException error)
        {
            throw Bad(pointsColumn, error);
        }
    }

    private void ReadWeights(DiscreteMeasure measure, in VBuffer<float> weights)
    {
        ReadOnlySpan<float> values = Dense(in weights);
        if (values.Length != measure.Count)
        {
            throw Bad(
                weightsColumn,
                $" has {values.Length} slots for {measure.Count} points; give one weight a point, or \"\" as the column's name for uniform weights.");
        }

        if (values.Length == _lastWeightCount && values.SequenceEqual(_lastWeights.AsSpan(0, _lastWeightCount)))
            return;
        _lastWeightCount = -1;
        Version++;
        try
        {
            measure.Assign(values, normalization);
        }
        catch (PairException error)
        {
            throw Bad(weightsColumn, error);
        }

        if (_lastWeights.Length < values.Length)
            _lastWeights = new float[values.Length];
        values.CopyTo(_lastWeights);
        _lastWeightCount = values.Length;
    }

    private ReadOnlySpan<float> Dense(in VBuffer<float> buffer)
    {
        if (buffer.IsDense)
            return buffer.GetValues();
        if (_dense.Length < buffer.Length)
            _dense = new float[buffer.Length];
        buffer.CopyTo(_dense);
        return _dense.AsSpan(0, buffer.Length);
    }

    private static InvalidDataException Bad(string? column, string what) => new($"Column '{column}'{what}");

    private static InvalidDataException Bad(string? column, PairException error) =>
        new($"Column '{column}'{(error.Slot is { } slot ? $", slot {slot}" : "")}: {error.Message}", error);
}
