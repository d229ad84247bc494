using Microsoft.ML.Data;

namespace SlicedOT.Tool;

/// <summary>Rows of files as a view that ML.NET reads row by row, nothing of it kept.</summary>
internal static class PairView
{
    /// <param name="context">Where views come from.</param>
    /// <param name="names">The columns.</param>
    /// <param name="rows">The rows, read anew by every cursor.</param>
    public static IDataView Create(MLContext context, PairNames names, IEnumerable<PairRow> rows)
    {
        var schema = SchemaDefinition.Create(typeof(PairRow));
        var named = names.All.ToDictionary(column => column.Column.ToString(), column => column.Name);
        foreach (string property in Enum.GetNames<PairColumn>())
        {
            if (named.TryGetValue(property, out string? name))
                schema[property].ColumnName = name;
            else
                schema.Remove(schema[property]);
        }

        return context.Data.LoadFromEnumerable(rows, schema);
    }
}
