using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SlicedOT;

/// <summary>Learns to map rows of one view into the domain of another.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes |
/// | Input column data type | Vector of <xref:System.Single> of known size |
/// | Output column data type | Vector of <xref:System.Single> of the same size |
/// | Exportable to ONNX | No |
/// | Required NuGet in addition to Microsoft.ML | MLNet.SlicedOT |
/// ]]></format>
/// </remarks>
public sealed class MapToDomainEstimator : IEstimator<DomainMapTransformer>
{
    private const string DomainView = "the domain view";
    private const string FitView = "the view of the fit";

    private readonly MLContext _context;
    private readonly IDataView _domain;
    private readonly MapToDomainOptions _options;

    /// <param name="context">Where the built-in transforms come from.</param>
    /// <param name="domain">The rows to map onto.</param>
    /// <param name="options">The estimator's own copy.</param>
    internal MapToDomainEstimator(MLContext context, IDataView domain, MapToDomainOptions options)
    {
        options.Validate();
        _context = context;
        _domain = domain;
        _options = options;
        FeatureColumn.Size(domain.Schema, options.InputColumnName, DomainView, nameof(domain));
    }

    private string Output => _options.OutputColumnName ?? _options.InputColumnName;

    /// <summary>The schema that <see cref="Fit"/>'s transformer will deliver.</summary>
    /// <param name="inputSchema">The schema of its input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureColumn.Check(inputSchema, _options.InputColumnName);
        return DomainChain.Create(_context, _options.InputColumnName, Output, label: null, isKey: false, dimension: 1, "").GetOutputSchema(inputSchema);
    }

    /// <summary>Learns the map of this view's rows into the domain.</summary>
    /// <param name="input">Rows of the domain to map from.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has the wrong type or another size than the domain's.</exception>
    /// <exception cref="InvalidDataException">A row has a missing value; the message names row, column and slot.</exception>
    /// <exception cref="InvalidOperationException">There are too few rows, no spread, or the map is too large for an ML.NET file.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public DomainMapTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        int size = FeatureColumn.Size(input.Schema, _options.InputColumnName, FitView, nameof(input));
        int domainSize = FeatureColumn.Size(_domain.Schema, _options.InputColumnName, DomainView, nameof(input));
        if (size != domainSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(input),
                $"Column '{_options.InputColumnName}' has {size} slots in {FitView} and {domainSize} in {DomainView}; both must hold the same features in the same order.");
        }

        using IChannel channel = ((IHostEnvironment)_context).Register("SlicedOT").Start("Fit");
        var time = Stopwatch.StartNew();
        bool isFrozen = _options.Use == AdaptationUse.FrozenModel;
        string? label = _options.ReadsLabels ? _options.LabelColumnName : null;
        DomainRows source = Read(input, FitView, isFrozen ? null : label);
        DomainRows target = Read(_domain, DomainView, isFrozen ? label : null);
        CheckRows(source, FitView, size);
        CheckRows(target, DomainView, size);

        (float[] labels, int[]? classes) = label is null ? ([], null) : (isFrozen ? target : source).Classes(label);
        DomainMap map = FitMap(source, target, isFrozen ? null : classes, isFrozen ? classes : null);
        channel.Info(MessageSensitivity.None, FormattableString.Invariant(
            $"MapToDomain: {map.Kind}, {size} features, {source.Rows} rows into {target.Rows}, {time.Elapsed.TotalSeconds:F2} s."));
        Warn(channel, source, target);
        return Create(_context, _options.InputColumnName, Output, map, label, labels, input);
    }

    /// <summary>The transformer of a map.</summary>
    internal static DomainMapTransformer Create(MLContext context, string inputColumn, string outputColumn, DomainMap map, string? label, float[] labels, IDataView input)
    {
        string? read = map.UsesClass ? label : null;
        bool isKey = read is not null && input.Schema[read].Type is KeyDataViewType;
        var parameters = new DomainParameters
        {
            InputColumn = inputColumn,
            OutputColumn = outputColumn,
            LabelColumn = read,
            ClassLabels = read is null ? [] : labels,
            LabelsAreKeys = isKey,
            Map = map,
        };
        string text = DomainParametersFormat.ToText(parameters);
        return new DomainMapTransformer(DomainChain.Create(context, inputColumn, outputColumn, read, isKey, map.Dimension, text).Fit(input), parameters);
    }

    private DomainMap FitMap(DomainRows source, DomainRows target, int[]? sourceClasses, int[]? targetClasses)
    {
        try
        {
            return DomainMap.Fit(source.Measure, target.Measure, _options.MapOptions(sourceClasses, targetClasses), _options.CancellationToken);
        }
        catch (ArgumentException error)
        {
            throw new InvalidOperationException($"No map from {FitView} to {DomainView} could be learned. {error.Message}", error);
        }
    }

    private DomainRows Read(IDataView view, string what, string? label) => DomainRows.Read(
        view, what, _options.InputColumnName, _options.WeightColumnName, label, _options.MaximumRows, _options.Seed, _options.CancellationToken);

    private void CheckRows(DomainRows rows, string what, int size)
    {
        bool isPerFeature = _options.Kind is DomainMapKind.PerFeature or DomainMapKind.PerFeatureMonotone;
        if (rows.Measure.Count >= size || isPerFeature || _options.AllowsFewRows)
            return;
        throw new InvalidOperationException(
            $"There are {rows.Measure.Count} rows in {what} and {size} features: fewer rows than features do not tell how features move together. "
            + "Collect more rows, project by Transforms.ProjectToPrincipalComponents, choose DomainMapKind.PerFeature, or set AllowsFewRows.");
    }

    private static void Warn(IChannel channel, DomainRows source, DomainRows target)
    {
        const int Listed = 10;
        int[] constant = [.. Enumerable.Range(0, source.Measure.Dimension).Where(k => IsConstant(source.Measure, k) != IsConstant(target.Measure, k))];
        if (constant.Length > 0)
        {
            channel.Warning(
                MessageSensitivity.UserData,
                $"Constant in one domain and not in the other: {constant.Length} features, slots {string.Join(", ", constant.Take(Listed))}{(constant.Length > Listed ? ", …" : "")}. They are moved, not stretched; a sensor may be stuck.");
        }
    }

    private static bool IsConstant(DiscreteMeasure measure, int feature)
    {
        float first = measure.Support[0][feature];
        for (int i = 1; i < measure.Count; i++)
        {
            if (measure.Support[i][feature] != first)
                return false;
        }

        return true;
    }
}
