namespace MLNetContract.Tests;

/// <summary>Ways to look at views and models that every test here needs.</summary>
internal static class Harness
{
    public static MLContext ML { get; } = new(1);

    public static IDataView Numbers(int count)
        => ML.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Number { Value = i }).ToArray());

    public static IDataView Rows<TRow>(params TRow[] rows)
        where TRow : class
        => ML.Data.LoadFromEnumerable(rows);

    /// <summary>Some columns of the mapped rows of a view, on one thread: the cursor over the input, and the row that maps it.</summary>
    public static (DataViewRowCursor Cursor, DataViewRow Row) MapRows(ITransformer transformer, IDataView input, params string[] columns)
    {
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(input.Schema);
        DataViewSchema.Column[] active = [.. columns.Select(name => mapper.OutputSchema[name])];
        DataViewRowCursor cursor = input.GetRowCursor(mapper.GetDependencies(active));
        return (cursor, mapper.GetRow(cursor, active));
    }

    public static T Get<T>(this DataViewRow row, string column)
    {
        T value = default!;
        row.GetGetter<T>(row.Schema[column])(ref value);
        return value;
    }

    public static DataViewRowCursor Cursor(this IDataView view, params string[] columns)
        => view.GetRowCursor(columns.Select(name => view.Schema[name]));

    public static string[] Names(this DataViewSchema schema)
        => [.. schema.Select(c => c.IsHidden ? $"({c.Name})" : c.Name)];

    public static ITransformer SaveAndLoad(ITransformer model, DataViewSchema? schema, out DataViewSchema loadedSchema)
    {
        using var stream = new MemoryStream();
        ML.Model.Save(model, schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out loadedSchema);
    }

    public static Exception Innermost(Exception exception)
        => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
