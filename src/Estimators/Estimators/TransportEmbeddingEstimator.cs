namespace Microsoft.ML.SlicedOT;

/// <summary>Turns measures into vectors of fixed size, their distances W2 to some of the measures it is fitted on, so that any ML.NET trainer can learn from them.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes |
/// | Input column data type | Vector of <xref:System.Single> (points, weights, or both) |
/// | Output column data type | Vector of <xref:System.Single> of known size |
/// | Exportable to ONNX | No |
/// | Required NuGet in addition to Microsoft.ML | MLNet.SlicedOT |
/// ]]></format>
/// </remarks>
public sealed class TransportEmbeddingEstimator : IEstimator<EmbeddingTransformer>
{
    private readonly MLContext _context;
    private readonly string _output;
    private readonly string _points;
    private readonly string? _weights;
    private readonly int? _dimension;
    private readonly Support? _support;
    private readonly int _references;
    private readonly TransportCostsOptions? _options;

    internal TransportEmbeddingEstimator(
        MLContext context, string output, string points, string? weights, int? dimension, Support? support, int references, TransportCostsOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        ArgumentException.ThrowIfNullOrEmpty(points);
        if (references is < 1 or > 10_000)
            throw new ArgumentOutOfRangeException(nameof(references), references, "The number of references must be 1 to 10,000.");
        if (dimension < 1)
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "The dimension must be positive, or null to read it off the column's type.");
        (_context, _output, _points, _weights, _dimension, _support, _references, _options) = (context, output, points, weights, dimension, support, references, options);
    }

    /// <summary>The schema that <see cref="Fit"/>'s transformer will deliver.</summary>
    /// <param name="inputSchema">The schema of its input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnLayout layout = Layout([.. inputSchema.Select(c => c.Name)]);
        SchemaCheck.Check(inputSchema, layout);
        SchemaCheck.CheckOutputs(inputSchema.Select(c => c.Name), [_output]);
        return CouplingChain.Create(_context, layout, "").GetOutputSchema(inputSchema);
    }

    /// <summary>Chooses the references among the rows, each the furthest from those before, and learns from pairs of rows.</summary>
    /// <param name="input">The measures, at least as many as references; all are kept in memory meanwhile.</param>
    /// <exception cref="ArgumentException">There are fewer rows than references.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has the wrong type, size or dimension.</exception>
    /// <exception cref="InvalidDataException">A row holds no measure; the message names row, column, slot, value and fix.</exception>
    /// <exception cref="InvalidOperationException">The embedding is too large for an ML.NET file.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        string[] names = [.. input.Schema.Where(c => !c.IsHidden).Select(c => c.Name)];
        SchemaCheck.CheckOutputs(names, [_output]);
        DiscreteMeasure[] measures = MeasureView.Read(input, _points, _weights, _dimension, _support);
        ColumnLayout layout = SchemaCheck.ReadDimension(input.Schema, Layout(names));
        var embedding = MeasureEmbedding.Learn(measures, _references, _options);
        var parameters = new EmbeddingParameters(
            new PairParameters(layout with { TargetSize = 0 }, WeightNormalization.Normalize, BadRowOutput.Throw, _support, null), embedding);
        return new EmbeddingTransformer(CouplingChain.Create(_context, layout, EmbeddingParametersFormat.ToText(parameters)).Fit(input), parameters);
    }

    private ColumnLayout Layout(string[] names) => MeasureView.Layout(names, _points, _weights, _dimension, _support) with
    {
        Columns = OutputColumn.Embeddings,
        OutputNames = new Dictionary<string, string?> { ["Features"] = _output },
        TargetSize = _references,
    };
}
