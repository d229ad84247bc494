namespace Microsoft.ML.SlicedOT;

/// <summary>The larger entries of a coupling, row after row.</summary>
public sealed class SparseCoupling
{
    private readonly int[] _rowStarts;
    private readonly int[] _columns;
    private readonly float[] _values;

    private SparseCoupling(int targetCount, int[] rowStarts, int[] columns, float[] values, double droppedMass)
    {
        TargetCount = targetCount;
        DroppedMass = droppedMass;
        _rowStarts = rowStarts;
        _columns = columns;
        _values = values;
    }

    internal delegate void WriteRow(int i, Span<float> destination);

    /// <summary>Number n of rows.</summary>
    public int SourceCount => _rowStarts.Length - 1;

    /// <summary>Number m of columns.</summary>
    public int TargetCount { get; }

    /// <summary>The mass of the entries that were left out.</summary>
    public double DroppedMass { get; }

    /// <summary>The number of entries kept.</summary>
    public int Count => _values.Length;

    /// <summary>The entries kept, row after row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The column (target atom) of every entry kept; ascending within a row.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>Where each row's entries start, and after the last row the number of all entries: n + 1 values.</summary>
    public ReadOnlySpan<int> RowStarts => _rowStarts;

    internal static SparseCoupling Create(int sourceCount, int targetCount, float threshold, WriteRow writeRow)
    {
        if (!(threshold >= 0))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold must not be negative.");
        var rowStarts = new int[sourceCount + 1];
        var columns = new List<int>();
        var values = new List<float>();
        var row = new float[targetCount];
        double dropped = 0;
        for (int i = 0; i < sourceCount; i++)
        {
            writeRow(i, row);
            double droppedOfRow = 0;
            for (int j = 0; j < row.Length; j++)
            {
                if (row[j] > threshold)
                {
                    columns.Add(j);
                    values.Add(row[j]);
                }
                else
                {
                    droppedOfRow += row[j];
                }
            }

            dropped += droppedOfRow;
            rowStarts[i + 1] = values.Count;
        }

        return new SparseCoupling(targetCount, rowStarts, columns.ToArray(), values.ToArray(), dropped);
    }
}
