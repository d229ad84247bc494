namespace Microsoft.ML.Data;

/// <summary>Where added columns go: at the end, or right after the column of the same name that they hide.</summary>
internal sealed class ColumnBindings
{
    // Per output column: the index of the input column, or the complement of the index of the added column.
    private readonly int[] _sources;

    public ColumnBindings(DataViewSchema input, DataViewSchema.DetachedColumn[] added)
    {
        Input = input;
        AddedCount = added.Length;
        var sources = Enumerable.Range(0, input.Count).ToList();
        for (int i = 0; i < added.Length; i++)
        {
            string name = added[i].Name;
            int last = sources.FindLastIndex(s => (s >= 0 ? input[s].Name : added[~s].Name) == name);
            sources.Insert(last >= 0 ? last + 1 : sources.Count, ~i);
        }

        _sources = [.. sources];
        Output = DataViewSchema.Of(_sources.Select(s => s >= 0 ? new DataViewSchema.DetachedColumn(input[s]) : added[~s]));
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public int AddedCount { get; }

    /// <summary>True with an input column's index, or false with an added column's index.</summary>
    public bool IsInput(int outputIndex, out int index)
    {
        int source = _sources[outputIndex];
        index = source >= 0 ? source : ~source;
        return source >= 0;
    }

    public void Split(bool[] activeOutput, out bool[] activeInput, out bool[] activeAdded)
    {
        activeInput = new bool[Input.Count];
        activeAdded = new bool[AddedCount];
        for (int i = 0; i < _sources.Length; i++)
        {
            if (activeOutput[i])
                (IsInput(i, out int index) ? activeInput : activeAdded)[index] = true;
        }
    }
}
