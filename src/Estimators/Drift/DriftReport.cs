using System.Globalization;
using System.Text;

namespace Microsoft.ML.SlicedOT;

/// <summary>What <see cref="SlicedOTCatalog.DetectDrift(IDataView, IDataView, string[])"/> found, with the columns' names.</summary>
public sealed class DriftReport
{
    internal DriftReport(DriftResult result, IReadOnlyList<string> featureNames, long referenceRows, long currentRows)
    {
        Result = result;
        FeatureNames = featureNames;
        ReferenceRows = referenceRows;
        CurrentRows = currentRows;
    }

    /// <summary>All numbers, by index of feature and row.</summary>
    public DriftResult Result { get; }

    /// <summary>The name of each feature: the column's, for vectors the slot's.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Rows of the reference view.</summary>
    public long ReferenceRows { get; }

    /// <summary>Rows of the current view.</summary>
    public long CurrentRows { get; }

    /// <summary>The probability of a difference like this one where nothing moved; exact, whatever the distribution.</summary>
    public double PValue => Result.PValue;

    /// <summary>The most drifted feature.</summary>
    public string MostDriftedFeature => FeatureNames[Result.Features[0].Feature];

    /// <summary>Whether drift is reported at a rate of false alarms.</summary>
    /// <param name="falseAlarmRate">The rate, above 0 and below 1.</param>
    public bool HasDrifted(double falseAlarmRate = 0.05) => falseAlarmRate is > 0 and < 1
        ? PValue <= falseAlarmRate
        : throw new ArgumentOutOfRangeException(nameof(falseAlarmRate), falseAlarmRate, "The rate of false alarms must be above 0 and below 1.");

    /// <summary>The features as a view, the most drifted first: Feature, EffectSize, Score, PValue, Wasserstein, StandardizedWasserstein, means and standard deviations.</summary>
    /// <param name="mlContext">The context.</param>
    public IDataView ToDataView(MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return mlContext.Data.LoadFromEnumerable(Result.Features.Select(f => new FeatureRow
        {
            Feature = FeatureNames[f.Feature],
            EffectSize = (float)f.EffectSize,
            Score = (float)f.Score,
            PValue = (float)f.PValue,
            Wasserstein = (float)f.Wasserstein,
            StandardizedWasserstein = (float)f.StandardizedWasserstein,
            ReferenceMean = (float)f.ReferenceMean,
            CurrentMean = (float)f.CurrentMean,
            ReferenceDeviation = (float)f.ReferenceDeviation,
            CurrentDeviation = (float)f.CurrentDeviation,
        }).ToArray());
    }

    /// <summary>The verdict and the ten most drifted features as text.</summary>
    public override string ToString()
    {
        const int Listed = 10;
        var text = new StringBuilder();
        text.AppendLine(Verdict());
        text.AppendLine("feature                        moved by (sd)  score   mean before -> now         sd before -> now");
        foreach (FeatureDrift f in Result.Features.Take(Listed))
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{FeatureNames[f.Feature],-30} {f.EffectSize,13:0.000} {f.Score,6:0.0}   {f.ReferenceMean,10:G4} -> {f.CurrentMean,-10:G4}  {f.ReferenceDeviation,9:G4} -> {f.CurrentDeviation:G4}");
        }

        return text.ToString();
    }

    /// <summary>A page that stands alone: verdict, statistics, features, pairs and rows.</summary>
    public string ToHtml() => DriftPage.Write(this);

    internal string Verdict() => string.Create(
        CultureInfo.InvariantCulture,
        $"p = {PValue:0.####} from {Result.ReferenceRows} and {Result.CurrentRows} rows, {FeatureNames.Count} features, {Result.Permutations} regroupings; most drifted: {MostDriftedFeature}.");

    private sealed class FeatureRow
    {
        public string Feature { get; set; } = "";

        public float EffectSize { get; set; }

        public float Score { get; set; }

        public float PValue { get; set; }

        public float Wasserstein { get; set; }

        public float StandardizedWasserstein { get; set; }

        public float ReferenceMean { get; set; }

        public float CurrentMean { get; set; }

        public float ReferenceDeviation { get; set; }

        public float CurrentDeviation { get; set; }
    }
}
