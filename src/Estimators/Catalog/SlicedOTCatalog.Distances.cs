namespace Microsoft.ML.SlicedOT;

public sealed partial class SlicedOTCatalog
{
    /// <summary>
    /// Predicts transport costs, W2², without a pass over all pairs of points: within some per cent, inside bounds that are proven for every pair. Up to 100 pairs
    /// of the view given to <c>Fit</c> are solved to learn from; it works without any, too.
    /// </summary>
    /// <param name="sourcePointsColumnName">Column of the source points: a vector of Single, coordinates row-major, point after point.</param>
    /// <param name="targetPointsColumnName">Column of the target points.</param>
    /// <param name="sourceWeightsColumnName">Column of the source weights; null: "SourceWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="targetWeightsColumnName">Column of the target weights; null: "TargetWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="dimension">Number of coordinates of a point; null to read it off the columns' types.</param>
    /// <param name="labelColumnName">Column of the training pairs' costs where they are known; null: they are solved.</param>
    /// <param name="solveWhenWider">Pairs whose proven bounds are further apart than this share of the upper one, 0 to 1, are solved; null: none.</param>
    /// <returns>The estimator; its output columns are described at <see cref="TransportCostTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/PredictTransportCostExample.cs"/></example>
    public PredictTransportCostEstimator PredictTransportCost(
        string sourcePointsColumnName = "SourcePoints",
        string targetPointsColumnName = "TargetPoints",
        string? sourceWeightsColumnName = null,
        string? targetWeightsColumnName = null,
        int? dimension = null,
        string? labelColumnName = null,
        double? solveWhenWider = null) =>
        PredictTransportCost(new PredictTransportCostOptions
        {
            SourcePointsColumnName = sourcePointsColumnName,
            TargetPointsColumnName = targetPointsColumnName,
            SourceWeightsColumnName = sourceWeightsColumnName,
            TargetWeightsColumnName = targetWeightsColumnName,
            Dimension = dimension,
            LabelColumnName = labelColumnName,
            SolveWhenWider = solveWhenWider,
        });

    /// <summary>Predicts transport costs, every knob in reach: entropic costs and values, fixed supports, how much is solved.</summary>
    /// <param name="options">The knobs; copied.</param>
    /// <returns>The estimator; its output columns are described at <see cref="TransportCostTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An option is out of range or contradicts another.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/PredictTransportCostOptionsExample.cs"/></example>
    public PredictTransportCostEstimator PredictTransportCost(PredictTransportCostOptions options) => new(_context, Copy(options));

    /// <summary>
    /// Plans couplings by mass bisection: no learning, no regularisation, no pass over all pairs of points; at most n + m entries, sums equal to the weights, some per
    /// cent dearer than the cheapest, and a proof of how much at most.
    /// </summary>
    /// <param name="sourcePointsColumnName">Column of the source points.</param>
    /// <param name="targetPointsColumnName">Column of the target points.</param>
    /// <param name="sourceWeightsColumnName">Column of the source weights; null: "SourceWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="targetWeightsColumnName">Column of the target weights; null: "TargetWeights" where the view has it, else uniform; empty: uniform.</param>
    /// <param name="dimension">Number of coordinates of a point; null to read it off the columns' types.</param>
    /// <param name="outputColumnPrefix">What the output columns' names begin with.</param>
    /// <returns>The estimator; its output columns are described at <see cref="PlanTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/PlanCouplingExample.cs"/></example>
    public PlanCouplingEstimator PlanCoupling(
        string sourcePointsColumnName = "SourcePoints",
        string targetPointsColumnName = "TargetPoints",
        string? sourceWeightsColumnName = null,
        string? targetWeightsColumnName = null,
        int? dimension = null,
        string outputColumnPrefix = "") =>
        PlanCoupling(new PlanCouplingOptions
        {
            SourcePointsColumnName = sourcePointsColumnName,
            TargetPointsColumnName = targetPointsColumnName,
            SourceWeightsColumnName = sourceWeightsColumnName,
            TargetWeightsColumnName = targetWeightsColumnName,
            Dimension = dimension,
            OutputColumnPrefix = outputColumnPrefix,
        });

    /// <summary>Plans couplings by mass bisection, every knob in reach.</summary>
    /// <param name="options">The knobs; copied.</param>
    /// <returns>The estimator; its output columns are described at <see cref="PlanTransformer"/>.</returns>
    /// <exception cref="ArgumentException">An option is out of range or contradicts another.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/PlanCouplingOptionsExample.cs"/></example>
    public PlanCouplingEstimator PlanCoupling(PlanCouplingOptions options) => new(_context, Copy(options));

    /// <summary>The transport costs, W2², of all pairs of measures of a view, or between those of two views. A row is one measure.</summary>
    /// <param name="measures">The measures of the matrix's rows.</param>
    /// <param name="others">The measures of its columns; null: the same ones, and the matrix is symmetric.</param>
    /// <param name="pointsColumnName">Column of the points: a vector of Single, coordinates row-major, point after point. Not read with a fixed support.</param>
    /// <param name="weightsColumnName">Column of the weights; null: "Weights" where the view has it (with a fixed support it must), else uniform; empty: uniform.</param>
    /// <param name="dimension">Number of coordinates of a point; null to read it off the column's type.</param>
    /// <param name="support">Points that all rows share; rows are then weights on them. Null: every row brings its points.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told the number of pairs done.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The matrix; 4 bytes a pair of measures, besides the measures themselves.</returns>
    /// <exception cref="ArgumentException">A view has no rows, or an option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has the wrong type, size or dimension.</exception>
    /// <exception cref="InvalidDataException">A row holds no measure; the message names row, column, slot, value and fix.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/TransportCostsExample.cs"/></example>
    public TransportCostMatrix TransportCosts(
        IDataView measures,
        IDataView? others = null,
        string pointsColumnName = "Points",
        string? weightsColumnName = null,
        int? dimension = null,
        Support? support = null,
        TransportCostsOptions? options = null,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        DiscreteMeasure[] rows = MeasureView.Read(measures, pointsColumnName, weightsColumnName, dimension, support);
        DiscreteMeasure[] columns = others is null ? rows : MeasureView.Read(others, pointsColumnName, weightsColumnName, dimension, support);
        return SlicedOT.TransportCosts.Compute(rows, columns, options, progress, cancellationToken);
    }

    /// <summary>For each measure of a view its nearest ones of another in W2: exact, though few pairs are solved.</summary>
    /// <param name="queries">The measures whose neighbours are wanted.</param>
    /// <param name="references">The measures to search.</param>
    /// <param name="numberOfNeighbors">How many, 1 to the number of references.</param>
    /// <param name="pointsColumnName">Column of the points. Not read with a fixed support.</param>
    /// <param name="weightsColumnName">Column of the weights; null: "Weights" where the view has it (with a fixed support it must), else uniform; empty: uniform.</param>
    /// <param name="dimension">Number of coordinates of a point; null to read it off the column's type.</param>
    /// <param name="support">Points that all rows share; rows are then weights on them. Null: every row brings its points.</param>
    /// <param name="options">Seed and threads; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>For each query the rows of its neighbours, the nearest first, and their costs.</returns>
    /// <exception cref="ArgumentException">A view has no rows, or an option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has the wrong type, size or dimension; or the number of neighbours is out of its range.</exception>
    /// <exception cref="InvalidDataException">A row holds no measure; the message names row, column, slot, value and fix.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/FindNearestExample.cs"/></example>
    public IReadOnlyList<NearestResult> FindNearest(
        IDataView queries,
        IDataView references,
        int numberOfNeighbors,
        string pointsColumnName = "Points",
        string? weightsColumnName = null,
        int? dimension = null,
        Support? support = null,
        TransportCostsOptions? options = null,
        CancellationToken cancellationToken = default) =>
        new NearestMeasures(MeasureView.Read(references, pointsColumnName, weightsColumnName, dimension, support), options)
            .Find(MeasureView.Read(queries, pointsColumnName, weightsColumnName, dimension, support), numberOfNeighbors, cancellationToken);

    /// <summary>Turns measures into vectors of fixed size, their distances W2 to some of the measures it is fitted on, for any ML.NET trainer. A row is one measure.</summary>
    /// <param name="outputColumnName">The column of the vectors.</param>
    /// <param name="pointsColumnName">Column of the points. Not read with a fixed support.</param>
    /// <param name="weightsColumnName">Column of the weights; null: "Weights" where the view has it (with a fixed support it must), else uniform; empty: uniform.</param>
    /// <param name="dimension">Number of coordinates of a point; null to read it off the column's type.</param>
    /// <param name="support">Points that all rows share; rows are then weights on them. Null: every row brings its points.</param>
    /// <param name="numberOfReferences">The size of the vectors, 1 to 10,000 and at most the number of rows given to <c>Fit</c>.</param>
    /// <param name="options">Training pairs, seed and threads; null for the defaults.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/TransportEmbeddingExample.cs"/></example>
    public TransportEmbeddingEstimator TransportEmbedding(
        string outputColumnName = "Features",
        string pointsColumnName = "Points",
        string? weightsColumnName = null,
        int? dimension = null,
        Support? support = null,
        int numberOfReferences = 32,
        TransportCostsOptions? options = null) =>
        new(_context, outputColumnName, pointsColumnName, weightsColumnName, dimension, support, numberOfReferences, options);

    /// <summary>Averages predicted transport costs: how wide their bounds are, how many were solved and, with labels, how large the errors are.</summary>
    /// <param name="predictions">A view with the output columns of a <see cref="TransportCostTransformer"/>.</param>
    /// <param name="labelColumnName">A column of Single with the exact costs; null: none.</param>
    /// <param name="outputColumnPrefix">The prefix of the predictions' columns.</param>
    /// <returns>The averages over all rows that held a pair.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/EvaluateTransportCostExample.cs"/></example>
    public TransportCostMetrics EvaluateTransportCost(IDataView predictions, string? labelColumnName = null, string outputColumnPrefix = "")
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(outputColumnPrefix);
        return TransportCostEvaluation.Evaluate(predictions, labelColumnName, outputColumnPrefix);
    }

    /// <summary>Our transport cost transformers inside a model, also one that ML.NET loaded from a file: with coefficients, interval and bounds' settings.</summary>
    /// <param name="model">A transformer, a chain of them, or a chain of chains.</param>
    /// <returns>The transformers in the order of the pipeline; empty where there is none of ours.</returns>
    /// <exception cref="InvalidDataException">A model of ours is damaged or of a later version.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/RestoreTransportCostsExample.cs"/></example>
    public IReadOnlyList<TransportCostTransformer> RestoreTransportCosts(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelRestorer.RestoreCosts(_context, model);
    }

    /// <summary>Our plan transformers inside a model, also one that ML.NET loaded from a file: what they are given is checked, as it was by those that <c>Fit</c> gave.</summary>
    /// <param name="model">A transformer, a chain of them, or a chain of chains.</param>
    /// <returns>The transformers in the order of the pipeline; empty where there is none of ours.</returns>
    /// <exception cref="InvalidDataException">A model of ours is damaged or of a later version.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/RestorePlansExample.cs"/></example>
    public IReadOnlyList<PlanTransformer> RestorePlans(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelRestorer.RestorePlans(_context, model);
    }

    /// <summary>Our embeddings inside a model, also one that ML.NET loaded from a file: with their references and coefficients.</summary>
    /// <param name="model">A transformer, a chain of them, or a chain of chains.</param>
    /// <returns>The transformers in the order of the pipeline; empty where there is none of ours.</returns>
    /// <exception cref="InvalidDataException">A model of ours is damaged or of a later version.</exception>
    /// <example><code language="csharp" source="../../../test/MLNet.Tests/Examples/RestoreEmbeddingsExample.cs"/></example>
    public IReadOnlyList<EmbeddingTransformer> RestoreEmbeddings(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelRestorer.RestoreEmbeddings(_context, model);
    }
}
