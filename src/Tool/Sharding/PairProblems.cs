using Microsoft.ML.Data;

namespace SlicedOT.Tool;

/// <summary>Rows of files as transport problems, as an estimator's fit would make them of a view's rows.</summary>
internal sealed class PairProblems(PairFiles files, PairFormat format, bool skipsBadRows, CancellationToken cancellationToken)
{
    /// <summary>The rows [start, end) as problems, or what is wrong with a row that holds none.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="end">The row after the last one.</param>
    /// <param name="epsilon">The regularisation; null while it is still to follow from the costs.</param>
    /// <exception cref="InvalidDataException">A row holds no pair of measures, and bad rows are not skipped.</exception>
    public IEnumerable<(TransportProblem? Problem, string? Reason)> Read(long start, long end, double? epsilon)
    {
        long number = start;
        foreach (PairRow row in files.Read(PairNames.Of(format.Layout), start, end, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Read(row, number++, epsilon);
        }
    }

    private (TransportProblem?, string?) Read(PairRow row, long number, double? epsilon)
    {
        string reason = row.Problem ?? "";
        try
        {
            // A reader of its own: the problem outlives the row.
            if (row.Problem is null)
                return (new PairReader(format).Read(Vector(row.SourcePoints), Vector(row.TargetPoints), Vector(row.SourceWeights), Vector(row.TargetWeights), epsilon), null);
        }
        catch (InvalidDataException error)
        {
            reason = error.Message;
        }

        return skipsBadRows
            ? (null, reason)
            : throw new InvalidDataException($"{Capital(files.Where(number))} cannot be used. {reason} Or leave such rows out by --bad-rows skip.");
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static VBuffer<float> Vector(float[] values) => new(values.Length, values);
}
