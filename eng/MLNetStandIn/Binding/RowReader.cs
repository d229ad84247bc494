namespace Microsoft.ML.Data;

/// <summary>Reads rows of one schema into objects of a row class.</summary>
internal sealed class RowReader<TRow>
    where TRow : class
{
    private readonly List<(RowMember Member, DataViewSchema.Column Column)> _bound = [];

    public RowReader(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition? definition)
    {
        foreach (RowMember member in RowShape.Of(typeof(TRow), definition, SchemaDefinition.Direction.Write).Members)
        {
            if (schema.GetColumnOrNull(member.ColumnName) is not DataViewSchema.Column column)
            {
                if (ignoreMissingColumns)
                    continue;
                throw Runtime.Check.MissingColumn("Schema", "", member.ColumnName);
            }

            Runtime.Check.State(member.Accepts(column.Type),
                $"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property '{member.Member.Name}' of type '{member.MemberType.FullName}'.");
            _bound.Add((member, column));
        }
    }

    public IEnumerable<DataViewSchema.Column> Columns => _bound.Select(b => b.Column);

    /// <summary>An action that puts the current values of <paramref name="input"/> into an object.</summary>
    public Action<TRow> Bind(DataViewRow input)
    {
        Action<TRow>[] setters = [.. _bound.Select(b => MemberSetter.Create<TRow>(b.Member, input, b.Column))];
        return row =>
        {
            foreach (var setter in setters)
                setter(row);
        };
    }
}
