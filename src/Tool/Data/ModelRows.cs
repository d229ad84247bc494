namespace SlicedOT.Tool;

/// <summary>A transformer of pairs, the columns it reads and gives, and what it does about a row that holds no pair.</summary>
internal sealed record RowModel(ITransformer Transformer, ColumnLayout Layout, BadRowOutput BadRows)
{
    public static RowModel Of(CouplingTransformer transformer) => new(transformer, transformer.Parameters.Layout, transformer.Parameters.BadRows);

    public static RowModel Of(TransportCostTransformer transformer) => new(transformer, transformer.Parameters.Pairs.Layout, transformer.Parameters.Pairs.BadRows);
}

/// <summary>The rows of files as a model wants to read them.</summary>
internal static class ModelRows
{
    public static IDataView Create(MLContext context, PairFiles files, RowModel model, long start, long end, CancellationToken cancellationToken, Action<long>? report = null)
    {
        var names = PairNames.Of(model.Layout);
        files.Require(names);
        return PairView.Create(context, names, Checked(files, names, start, end, model.BadRows == BadRowOutput.Empty, cancellationToken, report));
    }

    /// <summary>Rows that no column can hold end the reading, or come as empty lists where the model answers bad rows.</summary>
    private static IEnumerable<PairRow> Checked(PairFiles files, PairNames names, long start, long end, bool answersBadRows, CancellationToken cancellationToken, Action<long>? report)
    {
        string? advice = answersBadRows ? null : " Or fit with --bad-rows skip, and such rows are answered with empty lists.";
        long done = 0;
        foreach (PairRow row in files.ReadChecked(names, start, end, advice, cancellationToken))
        {
            yield return row.Problem is null ? row : new PairRow();
            report?.Invoke(++done);
        }
    }
}
