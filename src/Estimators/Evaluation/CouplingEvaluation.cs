using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>One pass over predictions that reads just the columns it needs.</summary>
internal sealed class CouplingEvaluation
{
    private const string CouplingName = nameof(CouplingPrediction.Coupling);
    private const string CostName = nameof(CouplingPrediction.TransportCost);

    private readonly DataViewRowCursor _cursor;

    private CouplingEvaluation(DataViewRowCursor cursor) => _cursor = cursor;

    public static CouplingMetrics Evaluate(IDataView view, string? referenceCoupling, string prefix)
    {
        string[] scalars =
        [
            prefix + nameof(CouplingPrediction.MarginalViolation), prefix + nameof(CouplingPrediction.RelativeDualityGap),
            prefix + CostName, prefix + nameof(CouplingPrediction.DualValue),
        ];
        string primal = prefix + nameof(CouplingPrediction.PrimalValue);
        if (view.Schema.GetColumnOrNull(primal) is not null)
            scalars = [.. scalars, primal];
        string sweeps = prefix + nameof(CouplingPrediction.Sweeps);
        CheckReference(view.Schema, referenceCoupling);
        string? referenceCost = CostColumn(view.Schema, referenceCoupling);
        IEnumerable<string> names = scalars.Append(sweeps);
        if (referenceCoupling is not null)
            names = names.Append(prefix + CouplingName).Append(referenceCoupling);
        if (referenceCost is not null)
            names = names.Append(referenceCost);

        using DataViewRowCursor cursor = view.GetRowCursor([.. names.Select(n => Find(view.Schema, n))]);
        return new CouplingEvaluation(cursor).Average(scalars, sweeps, prefix + CouplingName, referenceCoupling, referenceCost);
    }

    private CouplingMetrics Average(string[] scalars, string sweepsName, string couplingName, string? referenceName, string? referenceCostName)
    {
        ValueGetter<float>[] getters = [.. scalars.Select(Getter<float>)];
        ValueGetter<int> getSweeps = Getter<int>(sweepsName);
        ValueGetter<VBuffer<float>>? getCoupling = referenceName is null ? null : Getter<VBuffer<float>>(couplingName);
        ValueGetter<VBuffer<float>>? getReference = referenceName is null ? null : Getter<VBuffer<float>>(referenceName);
        ValueGetter<float>? getReferenceCost = referenceCostName is null ? null : Getter<float>(referenceCostName);

        var sums = new double[getters.Length];
        double squareRoots = 0, costErrors = 0;
        long sweeps = 0, rows = 0;
        VBuffer<float> coupling = default, reference = default;
        while (_cursor.MoveNext())
        {
            rows++;
            float value = 0;
            for (int k = 0; k < getters.Length; k++)
            {
                getters[k](ref value);
                sums[k] += value;
            }

            int rowSweeps = 0;
            getSweeps(ref rowSweeps);
            sweeps += rowSweeps;
            if (getCoupling is not null && getReference is not null)
            {
                getCoupling(ref coupling);
                getReference(ref reference);
                squareRoots += Math.Sqrt(MeanSquaredDifference(in coupling, in reference, _cursor.Position, referenceName!));
            }

            if (getReferenceCost is not null)
            {
                float cost = 0;
                getters[2](ref cost);
                getReferenceCost(ref value);
                costErrors += RelativeError(cost, value);
            }
        }

        if (rows == 0)
            throw new InvalidOperationException("There are no rows to evaluate.");
        return new CouplingMetrics
        {
            Pairs = rows,
            MarginalViolation = sums[0] / rows,
            RelativeDualityGap = sums[1] / rows,
            TransportCost = sums[2] / rows,
            DualValue = sums[3] / rows,
            PrimalValue = sums.Length > 4 ? sums[4] / rows : null,
            Sweeps = (double)sweeps / rows,
            RootMeanSquaredError = getReference is null ? null : squareRoots / rows,
            RelativeCostError = getReferenceCost is null ? null : costErrors / rows,
        };
    }

    private ValueGetter<T> Getter<T>(string name)
    {
        DataViewSchema.Column column = Find(_cursor.Schema, name);
        if (column.Type.RawType != typeof(T))
        {
            throw new ArgumentOutOfRangeException(
                nameof(name),
                $"Column '{name}' has the type {column.Type}, which is not what a coupling transformer writes there. Give the prefix it was given, and as reference the name of a coupling column.");
        }

        return _cursor.GetGetter<T>(column);
    }

    private static double RelativeError(float cost, float reference) =>
        cost == reference ? 0 : Math.Abs((double)cost - reference) / Math.Abs((double)reference);

    private static double MeanSquaredDifference(in VBuffer<float> coupling, in VBuffer<float> reference, long row, string referenceName)
    {
        if (coupling.Length != reference.Length)
        {
            throw new InvalidOperationException(
                $"Row {row}: the coupling has {coupling.Length} entries and the reference '{referenceName}' {reference.Length}; both must belong to the same pair.");
        }

        ReadOnlySpan<float> x = coupling.GetValues(), y = reference.GetValues();
        ReadOnlySpan<int> xSlots = coupling.GetIndices(), ySlots = reference.GetIndices();
        double sum = 0;
        for (int i = 0, j = 0; i < x.Length || j < y.Length;)
        {
            int xSlot = i == x.Length ? int.MaxValue : coupling.IsDense ? i : xSlots[i];
            int ySlot = j == y.Length ? int.MaxValue : reference.IsDense ? j : ySlots[j];
            double difference = (xSlot <= ySlot ? x[i++] : 0.0) - (ySlot <= xSlot ? y[j++] : 0.0);
            sum += difference * difference;
        }

        return sum / coupling.Length;
    }

    private static void CheckReference(DataViewSchema schema, string? name)
    {
        if (name is null || schema.GetColumnOrNull(name)?.Type is VectorDataViewType { ItemType: NumberDataViewType { RawType: var type } } && type == typeof(float))
            return;
        string[] couplings = [.. schema.Where(c => !c.IsHidden && c.Name.EndsWith(CouplingName, StringComparison.Ordinal)).Select(c => c.Name)];
        string found = schema.GetColumnOrNull(name) is { } column ? $"has the type {column.Type}, and a coupling column is a vector of Single" : "is not there";
        string present = couplings.Length == 0 ? "has no coupling columns" : "has the coupling columns " + string.Join(", ", couplings);
        throw new ArgumentOutOfRangeException(
            "referenceCouplingColumnName",
            $"The reference column '{name}' {found}; the view {present}. Give the name of a coupling column, such as \"ExactCoupling\" "
            + "from a SolveCoupling with outputColumnPrefix \"Exact\" in the same pipeline, or null to evaluate without a reference.");
    }

    private static string? CostColumn(DataViewSchema schema, string? referenceCoupling)
    {
        if (referenceCoupling is null || !referenceCoupling.EndsWith(CouplingName, StringComparison.Ordinal))
            return null;
        string name = referenceCoupling[..^CouplingName.Length] + CostName;
        return schema.GetColumnOrNull(name) is null ? null : name;
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(
            nameof(name),
            $"Could not find column '{name}' among the predictions. Give the view that a coupling transformer returned, and the prefix it was given.");
}
