using System.Collections;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        Check.Value(columns, nameof(columns));
        _columns = [.. columns];
        Check.Parameter(_columns.All(c => c.Name is not null), nameof(columns), "Some items are not initialized properly.");
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Of(DataViewSchema schema)
        => new(schema.Where(c => !c.IsHidden).Select(c => Column.Of(c.Name, c.Type, Of(c.Annotations.Schema))));

    internal Column Find(string name)
        => Array.Find(_columns, c => c.Name == name) is { Name: not null } found
            ? found
            : throw Check.MissingColumn("inputSchema", "input", name);

    /// <summary>This shape with the given columns replaced or added, in ML.NET's order (a replaced column keeps its place).</summary>
    internal SchemaShape With(IEnumerable<Column> columns)
    {
        var result = _columns.ToList();
        foreach (Column column in columns)
        {
            int existing = result.FindIndex(c => c.Name == column.Name);
            if (existing >= 0)
                result[existing] = column;
            else
                result.Add(column);
        }

        return new SchemaShape(result);
    }
}
