namespace SlicedOT.Tool;

/// <summary>The rows of files as a model wants to read them.</summary>
internal static class ModelRows
{
    public static IDataView Create(MLContext context, PairFiles files, CouplingTransformer transformer, long start, long end, CancellationToken cancellationToken)
    {
        CouplingParameters parameters = transformer.Parameters;
        var names = PairNames.Of(parameters.Layout);
        files.Require(names);
        return PairView.Create(context, names, Checked(files, names, start, end, parameters.BadRows == BadRowOutput.Empty, cancellationToken));
    }

    /// <summary>Rows that no column can hold end the reading, or come as empty lists where the model answers bad rows.</summary>
    private static IEnumerable<PairRow> Checked(PairFiles files, PairNames names, long start, long end, bool answersBadRows, CancellationToken cancellationToken)
    {
        long number = start;
        foreach (PairRow row in files.Read(names, start, end, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.Problem is not null && !answersBadRows)
                throw new InvalidDataException($"In {files.Where(number)}: {row.Problem} Or fit with --bad-rows skip, and such rows are answered with empty lists.");
            yield return row.Problem is null ? row : new PairRow();
            number++;
        }
    }
}
