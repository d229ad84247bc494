namespace Microsoft.ML.SlicedOT;

public sealed partial class SlicedOTCatalog
{
    /// <summary>Tells whether the rows of two views come from the same distribution, and what moved.</summary>
    /// <param name="reference">Rows to compare with, such as those a model was trained on.</param>
    /// <param name="current">Rows in question, such as today's.</param>
    /// <param name="columnNames">Columns to compare: numbers, booleans, vectors of Single of known size; none: all such columns.</param>
    /// <returns>The p-value, features, pairs and rows ranked; as an object, a view, text or a page.</returns>
    /// <exception cref="ArgumentException">A column is missing, or holds no numbers.</exception>
    /// <exception cref="InvalidDataException">A row has a missing value.</exception>
    /// <exception cref="InvalidOperationException">There are too few rows.</exception>
    /// <remarks>
    /// False alarms come at the rate you choose, by construction, as long as rows are independent: a series of readings of one machine is not.
    /// </remarks>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/DetectDriftExample.cs"/></example>
    public DriftReport DetectDrift(IDataView reference, IDataView current, params string[] columnNames) =>
        DetectDrift(reference, current, new DetectDriftOptions { ColumnNames = columnNames is { Length: > 0 } ? columnNames : null });

    /// <summary>The same, every knob in reach: weights, regroupings, rows, epsilon.</summary>
    /// <param name="reference">Rows to compare with.</param>
    /// <param name="current">Rows in question.</param>
    /// <param name="options">The knobs; copied.</param>
    /// <returns>The p-value, features, pairs and rows ranked.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/DetectDriftOptionsExample.cs"/></example>
    public DriftReport DetectDrift(IDataView reference, IDataView current, DetectDriftOptions options)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(options);
        return DriftDetection.Compare(_context, reference, current, options.Copy());
    }

    /// <summary>A running check: a transformer whose rows are batches, each compared with the reference.</summary>
    /// <param name="reference">Rows to compare with, features in <paramref name="referenceColumnName"/>.</param>
    /// <param name="referenceColumnName">The column of feature vectors in the reference.</param>
    /// <param name="batchColumnName">The column of batches: in each row a vector of Single, the features of one row after the other.</param>
    /// <param name="outputColumnPrefix">What the output columns' names begin with.</param>
    /// <returns>The estimator; its output columns are described at <see cref="DriftTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An argument is out of range, or the reference has no such column.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/WatchDriftExample.cs"/></example>
    public WatchDriftEstimator WatchDrift(
        IDataView reference, string referenceColumnName = "Features", string batchColumnName = "Batch", string outputColumnPrefix = "") =>
        WatchDrift(reference, new WatchDriftOptions { ReferenceColumnName = referenceColumnName, BatchColumnName = batchColumnName, OutputColumnPrefix = outputColumnPrefix });

    /// <summary>The same, every knob in reach.</summary>
    /// <param name="reference">Rows to compare with.</param>
    /// <param name="options">The knobs; copied.</param>
    /// <returns>The estimator; its output columns are described at <see cref="DriftTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the reference has no such column.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/WatchDriftOptionsExample.cs"/></example>
    public WatchDriftEstimator WatchDrift(IDataView reference, WatchDriftOptions options)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(options);
        return new WatchDriftEstimator(_context, reference, options.Copy());
    }

    /// <summary>The drift checks inside a model, also one that ML.NET loaded from a file and that consists of ML.NET's own types.</summary>
    /// <param name="model">A transformer, a chain of them, or a chain of chains.</param>
    /// <returns>The transformers in the order of the pipeline; empty where there is none.</returns>
    /// <exception cref="InvalidDataException">A model of ours is damaged or of a later version.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/RestoreDriftWatchesExample.cs"/></example>
    public IReadOnlyList<DriftTransformer> RestoreDriftWatches(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return BatchDriftChain.Restore(_context, model);
    }
}
