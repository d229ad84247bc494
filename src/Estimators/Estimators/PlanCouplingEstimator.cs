namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Plans the coupling of every row by mass bisection: fast, without regularisation, n + m entries at most, its sums the weights, and with a proof of how far
/// from the cheapest it can be. Learns nothing.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | No |
/// | Input column data type | Vector of <xref:System.Single> (points, weights, or both) |
/// | Output column data type | Vector of <xref:System.Single> (coupling), <xref:System.Single> (cost, bound, gap) |
/// | Exportable to ONNX | No |
/// | Required NuGet in addition to Microsoft.ML | MLNet.SlicedOT |
/// ]]></format>
/// </remarks>
public sealed class PlanCouplingEstimator : IEstimator<PlanTransformer>
{
    private readonly MLContext _context;
    private readonly PlanCouplingOptions _options;

    internal PlanCouplingEstimator(MLContext context, PlanCouplingOptions options)
    {
        OptionsCheck.Parse(options);
        _context = context;
        _options = options;
    }

    /// <summary>The schema that <see cref="Fit"/>'s transformer will deliver.</summary>
    /// <param name="inputSchema">The schema of its input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        CouplingChain.Create(_context, PairSchema.Of(_options, inputSchema), "").GetOutputSchema(inputSchema);

    /// <summary>Checks the columns; no row is read.</summary>
    /// <param name="input">A view whose rows are pairs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has the wrong type, size or dimension.</exception>
    public PlanTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ColumnLayout layout = PairSchema.Of(_options, input.Schema);
        var parameters = new PlanParameters(
            new PairParameters(layout, _options.WeightNormalization, _options.BadRowOutput, _options.SourceSupport, _options.TargetSupport),
            new TransportCostBoundsOptions { AdditionalFrames = _options.AdditionalFrames, Seed = _options.Seed });
        return new PlanTransformer(CouplingChain.Create(_context, layout, PlanParametersFormat.ToText(parameters)).Fit(input), parameters);
    }
}
