namespace Microsoft.ML.Data;

/// <summary>What a row-to-row transformer does to one schema: the columns it adds, and how to compute them.</summary>
internal interface IRowMapper
{
    DataViewSchema.DetachedColumn[] OutputColumns { get; }

    /// <summary>Marks the input columns that the active outputs need.</summary>
    void MarkDependencies(bool[] activeOutputs, bool[] neededInputs);

    /// <summary>One getter for each active output, null for the others.</summary>
    Delegate?[] CreateGetters(DataViewRow input, bool[] activeOutputs);
}
