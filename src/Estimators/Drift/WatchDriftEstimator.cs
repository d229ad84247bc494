using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>Makes a transformer that compares batches with a reference; learns nothing from the view it is fitted on.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Only at the reference |
/// | Input column data type | Vector of <xref:System.Single> |
/// | Output column data type | <xref:System.Single>, <xref:System.Int32> |
/// | Exportable to ONNX | No |
/// | Required NuGet in addition to Microsoft.ML | MLNet.SlicedOT |
/// ]]></format>
/// </remarks>
public sealed class WatchDriftEstimator : IEstimator<DriftTransformer>
{
    private readonly MLContext _context;
    private readonly IDataView _reference;
    private readonly WatchDriftOptions _options;

    internal WatchDriftEstimator(MLContext context, IDataView reference, WatchDriftOptions options)
    {
        options.Validate();
        _context = context;
        _reference = reference;
        _options = options;
        FeatureColumn.Size(reference.Schema, options.ReferenceColumnName, "the reference", nameof(reference));
    }

    /// <summary>The schema that <see cref="Fit"/>'s transformer will deliver.</summary>
    /// <param name="inputSchema">The schema of its input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column of batches is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column column = inputSchema.FirstOrDefault(c => c.Name == _options.BatchColumnName);
        if (column.Name is null || column.Kind == SchemaShape.Column.VectorKind.Scalar || !column.ItemType.Equals(NumberDataViewType.Single))
        {
            throw new ArgumentOutOfRangeException(
                nameof(inputSchema), $"Column '{_options.BatchColumnName}' is missing or no vector of Single. A row is a batch: the features of one row after the other.");
        }

        return BatchDriftChain.Create(_context, _options.BatchColumnName, _options.OutputColumnPrefix, "").GetOutputSchema(inputSchema);
    }

    /// <summary>Reads the reference, of which at most MaximumRows rows are kept.</summary>
    /// <param name="input">A view of batches, for its schema.</param>
    /// <exception cref="InvalidDataException">A row of the reference has a missing value.</exception>
    /// <exception cref="InvalidOperationException">The reference has too few rows, or is too large for an ML.NET file.</exception>
    public DriftTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var reference = DomainRows.Read(
            _reference, "the reference", _options.ReferenceColumnName, weight: null, label: null, _options.MaximumRows, _options.Seed, CancellationToken.None);
        var parameters = new BatchDriftParameters
        {
            BatchColumn = _options.BatchColumnName,
            OutputPrefix = _options.OutputColumnPrefix,
            Reference = reference.Measure,
            Options = _options.TestOptions(),
        };
        return new DriftTransformer(BatchDriftChain.Create(_context, _options.BatchColumnName, _options.OutputColumnPrefix, parameters.ToText()).Fit(input), parameters);
    }
}
