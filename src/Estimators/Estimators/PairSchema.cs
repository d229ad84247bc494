namespace Microsoft.ML.SlicedOT;

/// <summary>The layout that options find in a schema, checked.</summary>
internal static class PairSchema
{
    /// <summary>The layout in the shape of a schema, which has no sizes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type, or an output would hide one.</exception>
    public static ColumnLayout Of(PairOptions options, SchemaShape schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ColumnLayout layout = OptionsCheck.Layout(options, [.. schema.Select(c => c.Name)]);
        SchemaCheck.Check(schema, layout);
        SchemaCheck.CheckOutputs(schema.Select(c => c.Name), layout.Outputs.Select(o => o.Name));
        return layout;
    }

    /// <summary>The layout in a view's schema, its dimension known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, has the wrong type, size or dimension, or an output would hide one.</exception>
    public static ColumnLayout Of(PairOptions options, DataViewSchema schema)
    {
        string[] names = [.. schema.Where(c => !c.IsHidden).Select(c => c.Name)];
        ColumnLayout layout = SchemaCheck.ReadDimension(schema, OptionsCheck.Layout(options, names));
        SchemaCheck.Check(schema, layout);
        SchemaCheck.CheckOutputs(names, layout.Outputs.Select(o => o.Name));
        return layout;
    }
}
