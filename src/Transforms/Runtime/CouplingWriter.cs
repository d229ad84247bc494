using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Writes a coupling, computed row by row, into one vector column: sparse where fewer than half of its entries are kept, else dense.
/// Belongs to one thread.
/// </summary>
internal sealed class CouplingWriter
{
    private float[] _row = [];
    private int[] _indices = [];
    private float[] _values = [];
    private int _count;

    /// <summary>Writes an n x m coupling row-major.</summary>
    /// <param name="writeRow">Computes one row.</param>
    /// <param name="n">Rows.</param>
    /// <param name="m">Columns; n m is at most <see cref="Array.MaxLength"/>.</param>
    /// <param name="maximumDroppedMass">Entries up to this mass divided by n m are left out.</param>
    /// <param name="column">Receives the coupling; its buffers are reused.</param>
    /// <returns>The mass of the entries left out.</returns>
    public double Write(RowWriter writeRow, int n, int m, double maximumDroppedMass, ref VBuffer<float> column)
    {
        if (_row.Length < m)
            _row = new float[m];
        Span<float> row = _row.AsSpan(0, m);
        float threshold = (float)(maximumDroppedMass / ((double)n * m));
        long sparseLimit = (long)n * m / 2;
        double dropped = 0;
        _count = 0;
        for (int i = 0; i < n; i++)
        {
            writeRow(i, row);
            Reserve(m);
            int kept = EntrySelection.Select(row, threshold, _values.AsSpan(_count), _indices.AsSpan(_count), out double droppedOfRow);
            if (_count + kept >= sparseLimit)
                return WriteDense(writeRow, i, n, m, threshold, dropped, ref column);
            dropped += droppedOfRow;
            Span<int> places = _indices.AsSpan(_count, kept);
            TensorPrimitives.Add(places, i * m, places);
            _count += kept;
        }

        var editor = VBufferEditor.Create(ref column, n * m, _count);
        _indices.AsSpan(0, _count).CopyTo(editor.Indices);
        _values.AsSpan(0, _count).CopyTo(editor.Values);
        column = editor.Commit();
        return dropped;
    }

    /// <summary>Rows before <paramref name="current"/> are in the sparse buffers, that row itself in the row buffer.</summary>
    private double WriteDense(RowWriter writeRow, int current, int n, int m, float threshold, double dropped, ref VBuffer<float> column)
    {
        var editor = VBufferEditor.Create(ref column, n * m);
        Span<float> values = editor.Values;
        values[..(current * m)].Clear();
        for (int k = 0; k < _count; k++)
            values[_indices[k]] = _values[k];
        _row.AsSpan(0, m).CopyTo(values[(current * m)..]);
        for (int i = current; i < n; i++)
        {
            Span<float> row = values.Slice(i * m, m);
            if (i > current)
                writeRow(i, row);
            dropped += EntrySelection.Clear(row, threshold);
        }

        column = editor.Commit();
        return dropped;
    }

    /// <summary>Makes room for all entries of one more row.</summary>
    private void Reserve(int m)
    {
        if (_values.Length - _count >= m)
            return;
        int capacity = (int)Math.Clamp(2L * _values.Length, _count + (long)m, Array.MaxLength);
        Array.Resize(ref _values, capacity);
        Array.Resize(ref _indices, capacity);
    }
}

/// <summary>Writes row <paramref name="i"/> of a coupling.</summary>
internal delegate void RowWriter(int i, Span<float> row);
