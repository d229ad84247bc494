namespace Microsoft.ML.Data;

/// <summary>Maps one input column to one output column.</summary>
internal sealed class OneToOneMapper(DataViewSchema.Column input, DataViewSchema.DetachedColumn output, Func<DataViewRow, Delegate> createGetter)
    : IRowMapper
{
    public DataViewSchema.DetachedColumn[] OutputColumns => [output];

    public void MarkDependencies(bool[] activeOutputs, bool[] neededInputs) => neededInputs[input.Index] |= activeOutputs[0];

    public Delegate?[] CreateGetters(DataViewRow row, bool[] activeOutputs) => [activeOutputs[0] ? createGetter(row) : null];
}
