using System.Globalization;
using System.Text;

namespace Microsoft.ML.SlicedOT;

/// <summary>What <see cref="SlicedOTCatalog.ChooseAdaptation(IDataView, IDataView, IEstimator{ITransformer}, string, string, AdaptationUse, int)"/> found.</summary>
public sealed class AdaptationChoice
{
    internal AdaptationChoice()
    {
    }

    /// <summary>
    /// The chosen map, or null where rows had better stay as they are. In front of a trained model it maps target rows, for retraining the labelled source
    /// rows; it replaces the column of features.
    /// </summary>
    public required DomainMapTransformer? Transformer { get; init; }

    /// <summary>The name of the choice, as in <see cref="Candidates"/>: "none", "per feature", "linear", "linear, reweighted", "entropic" or "class-regularised".</summary>
    public required string Name { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What was looked at, in order; those that a gate made needless are absent.</summary>
    public required IReadOnlyList<AdaptationCandidate> Candidates { get; init; }

    /// <summary>How the domains differ as they are.</summary>
    public required DomainShift Shift { get; init; }

    /// <summary>The table of candidates.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Name}: {Reason}");
        text.AppendLine("candidate            statistic  unexplained  agreement  circular");
        foreach (AdaptationCandidate candidate in Candidates)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{candidate.Name,-20} {Number(candidate.Statistic),9}  {Number(candidate.UnexplainedStatistic),11}  {Number(candidate.Agreement),9}  {Number(candidate.CircularAccuracy),8}");
        }

        return text.ToString();

        static string Number(double? value) => value is { } number ? number.ToString("0.00", CultureInfo.InvariantCulture) : "-";
    }
}

/// <summary>One line of what was considered.</summary>
/// <param name="Name">The map, or "none".</param>
/// <param name="Statistic">The kernel statistic of source and mapped target, in standard deviations; null where it was not asked.</param>
/// <param name="UnexplainedStatistic">The same after class proportions explained what they can.</param>
/// <param name="Agreement">Mean probability that all candidates together give to this one's predictions, 0 to 1.</param>
/// <param name="CircularAccuracy">Accuracy on the source's labels of a model trained on this one's predictions, 0 to 1.</param>
public sealed record AdaptationCandidate(string Name, double? Statistic, double? UnexplainedStatistic, double? Agreement, double? CircularAccuracy);
