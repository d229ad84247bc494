namespace Microsoft.ML.SlicedOT;

/// <summary>Options of <see cref="SlicedOTCatalog.DetectDrift(IDataView, IDataView, DetectDriftOptions)"/> and <see cref="SlicedOTCatalog.WatchDrift(IDataView, WatchDriftOptions)"/>.</summary>
public abstract class DriftOptionsBase
{
    private protected DriftOptionsBase()
    {
    }

    /// <summary>Regroupings of the rows, 19 to 100,000; the smallest p-value is 1 / (permutations + 1).</summary>
    public int Permutations = 200;

    /// <summary>Epsilon of the Sinkhorn divergence as a multiple of the mean squared distance, 0.05 to 10; null: 0.2.</summary>
    public double? EpsilonScale;

    /// <summary>Rows of each sample that are compared at most, 10 to 5,000; of larger ones so many are drawn. Memory and time grow with its square.</summary>
    public int MaximumRows = 1000;

    /// <summary>Pairs of features that are looked at, 0 to 100,000.</summary>
    public int MaximumFeaturePairs = 2000;

    /// <summary>Seed of everything random.</summary>
    public int Seed = 1;

    internal DriftOptions TestOptions()
    {
        var defaults = new DriftOptions();
        return defaults with
        {
            Permutations = Permutations,
            EpsilonScale = EpsilonScale ?? defaults.EpsilonScale,
            MaximumRows = MaximumRows,
            MaximumFeaturePairs = MaximumFeaturePairs,
            Seed = Seed,
        };
    }

    private protected void ValidateCommon()
    {
        try
        {
            TestOptions().Validate();
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new ArgumentException($"Option {error.ParamName}: {error.Message}", error.ParamName, error);
        }
    }

    private protected static void CheckName(string? name, string option)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentException($"Option {option} is empty; name a column.", option);
        if (name.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))
            throw new ArgumentException($"Option {option} is '{name}', and names that begin with '{ReservedColumns.Prefix}' are reserved.", option);
    }
}

/// <summary>Options of <see cref="SlicedOTCatalog.DetectDrift(IDataView, IDataView, DetectDriftOptions)"/>.</summary>
public sealed class DetectDriftOptions : DriftOptionsBase
{
    /// <summary>The columns to compare: numbers, booleans, or vectors of Single of known size; null: all such columns but the weights.</summary>
    public string[]? ColumnNames;

    /// <summary>A column of Single with a weight a row, in both views; null: uniform.</summary>
    public string? WeightColumnName;

    /// <summary>Cancels between statistics.</summary>
    public CancellationToken CancellationToken;

    internal DetectDriftOptions Copy()
    {
        var copy = (DetectDriftOptions)MemberwiseClone();
        copy.ColumnNames = ColumnNames is null ? null : [.. ColumnNames];
        return copy;
    }

    internal void Validate()
    {
        ValidateCommon();
        CheckName(WeightColumnName ?? "-", nameof(WeightColumnName));
        foreach (string name in ColumnNames ?? [])
            CheckName(name, nameof(ColumnNames));
        if (ColumnNames is { Length: 0 })
            throw new ArgumentException("Option ColumnNames is empty; name columns, or give null for all that hold numbers.", nameof(ColumnNames));
    }
}

/// <summary>Options of <see cref="SlicedOTCatalog.WatchDrift(IDataView, WatchDriftOptions)"/>.</summary>
public sealed class WatchDriftOptions : DriftOptionsBase
{
    /// <summary>The column of feature vectors in the reference view.</summary>
    public string ReferenceColumnName = "Features";

    /// <summary>The column of batches: in each row a vector of Single, the features of one row of the batch after the other.</summary>
    public string BatchColumnName = "Batch";

    /// <summary>What the output columns' names begin with.</summary>
    public string OutputColumnPrefix = "";

    internal WatchDriftOptions Copy() => (WatchDriftOptions)MemberwiseClone();

    internal void Validate()
    {
        ValidateCommon();
        CheckName(ReferenceColumnName, nameof(ReferenceColumnName));
        CheckName(BatchColumnName, nameof(BatchColumnName));
        if (OutputColumnPrefix is null)
            throw new ArgumentException("Option OutputColumnPrefix is null; give \"\" for none.", nameof(OutputColumnPrefix));
        CheckName("-" + OutputColumnPrefix, nameof(OutputColumnPrefix));
        if (OutputColumnPrefix.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal))
            throw new ArgumentException($"Option OutputColumnPrefix begins with '{ReservedColumns.Prefix}', which is reserved.", nameof(OutputColumnPrefix));
    }
}
