using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>The training pairs of a view, read row by row as often as needed; knows row numbers, which a mapping does not.</summary>
internal sealed class PairStream(
    IDataView view, PairFormat format, BadRowHandling handling, CancellationToken cancellationToken, string? labelColumn = null)
{
    private readonly List<SkippedPair> _skipped = [];
    private double? _meanCost;

    /// <summary>How rows become pairs; may be changed between readings for one of the same columns.</summary>
    public PairFormat Format { get; set; } = format;

    /// <summary>The number of rows, where the view knows it.</summary>
    public long? RowCount => view.GetRowCount();

    /// <summary>The rows that held no pair in the last reading, in order.</summary>
    public IReadOnlyList<SkippedPair> Skipped => _skipped;

    /// <summary>The mean ground cost over all pairs, each under the product of its measures; the view is read for it once.</summary>
    /// <exception cref="InvalidOperationException">There is no usable row.</exception>
    public double MeanCost => _meanCost ??= ReadMeanCost();

    /// <summary>The label of the pair read last; NaN where there is none.</summary>
    public float Label { get; private set; } = float.NaN;

    /// <summary>Reads the view once, lazily. Every problem is the caller's to keep.</summary>
    /// <param name="epsilon">The regularisation; null while it is still to follow from the costs.</param>
    /// <exception cref="InvalidDataException">A row holds no pair of measures, and bad rows are not skipped.</exception>
    public IEnumerable<TransportProblem> Read(double? epsilon)
    {
        _skipped.Clear();
        DataViewSchema.Column?[] columns = [.. Columns()];
        DataViewSchema.Column? label = labelColumn is null ? null : view.Schema[labelColumn];
        using DataViewRowCursor cursor = view.GetRowCursor(columns.Append(label).Where(c => c is not null).Select(c => c!.Value));
        ValueGetter<VBuffer<float>>?[] getters = [.. columns.Select(c => c is { } column ? cursor.GetGetter<VBuffer<float>>(column) : null)];
        ValueGetter<float>? getLabel = label is { } labelled ? cursor.GetGetter<float>(labelled) : null;
        var values = new VBuffer<float>[getters.Length];
        float value = float.NaN;
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int k = 0; k < getters.Length; k++)
                getters[k]?.Invoke(ref values[k]);
            getLabel?.Invoke(ref value);
            Label = value;
            if (ReadRow(values, epsilon, cursor.Position) is { } problem)
                yield return problem;
        }
    }

    /// <summary>The row of the view that the <paramref name="pair"/>-th problem of the last reading came from.</summary>
    public long RowOf(long pair)
    {
        long row = pair;
        foreach (SkippedPair skipped in _skipped)
            row += skipped.Row <= row ? 1 : 0;
        return row;
    }

    /// <summary>Epsilon itself, reading the view where it is relative.</summary>
    /// <exception cref="InvalidOperationException">There is no usable row, or no usable epsilon.</exception>
    public double Resolve(Regularization regularization)
    {
        if (!regularization.IsRelative)
            return regularization.Value;
        double meanCost = MeanCost;
        double resolved = regularization.Value * meanCost;
        return resolved > 0 && resolved <= TransportProblem.LargestEpsilon
            ? resolved
            : throw new InvalidOperationException(FormattableString.Invariant(
                $"The mean ground cost over the training pairs is {meanCost}, and {regularization.Value} times that is no usable epsilon. Give Epsilon, in units of the ground cost."));
    }

    private double ReadMeanCost()
    {
        double sum = 0;
        long count = 0;
        foreach (TransportProblem problem in Read(epsilon: null))
        {
            sum += problem.Geometry.MeanCost(problem.Source.Weights, problem.Target.Weights);
            count++;
        }

        return count > 0 ? sum / count : throw NoPairs();
    }

    public InvalidOperationException NoPairs() => new(
        Skipped.Count == 0
            ? "The training data has no rows; a fit needs at least one pair."
            : $"None of the {Skipped.Count} training rows could be used. Row {Skipped[0].Row}: {Skipped[0].Reason}");

    private TransportProblem? ReadRow(VBuffer<float>[] values, double? epsilon, long row)
    {
        try
        {
            if (!(float.IsNaN(Label) || (Label >= 0 && float.IsFinite(Label))))
                throw new InvalidDataException(FormattableString.Invariant($"Column '{labelColumn}': the cost is {Label}; it must be finite and not negative, or NaN where it is to be computed."));

            // A reader of its own: the problem outlives the row.
            return new PairReader(Format).Read(in values[0], in values[1], in values[2], in values[3], epsilon);
        }
        catch (InvalidDataException error)
        {
            if (handling == BadRowHandling.Throw)
            {
                throw new InvalidDataException(
                    $"Row {row} (counted from 0) of the training data cannot be used. {error.Message} Or set BadRowHandling.Skip to leave such rows out.", error);
            }

            _skipped.Add(new SkippedPair(row, error.Message));
            return null;
        }
    }

    private IEnumerable<DataViewSchema.Column?> Columns()
    {
        ColumnLayout layout = Format.Layout;
        foreach (string? name in (string?[])[layout.SourcePoints, layout.TargetPoints, layout.SourceWeights, layout.TargetWeights])
            yield return name is null ? null : view.Schema[name];
    }
}
