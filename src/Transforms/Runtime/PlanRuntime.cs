using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>A decoded plan model at work.</summary>
internal sealed class PlanRuntime
{
    private readonly ThreadLocal<(PairReader Reader, TransportCostBoundsWorkspace Workspace)> _workers;

    public PlanRuntime(PlanParameters parameters)
    {
        Parameters = parameters;
        PairFormat format = parameters.Pairs.CreatePairFormat();
        _workers = new ThreadLocal<(PairReader, TransportCostBoundsWorkspace)>(() => (new PairReader(format), new TransportCostBoundsWorkspace()));
    }

    public PlanParameters Parameters { get; }

    public void Write(Pair row, PlanColumns output)
    {
        (PairReader reader, TransportCostBoundsWorkspace workspace) = _workers.Value;
        try
        {
            TransportProblem problem = reader.Read(row, epsilon: null);
            if ((long)problem.SourceCount * problem.TargetCount > Array.MaxLength)
            {
                throw new InvalidOperationException(
                    $"A coupling of {problem.SourceCount} x {problem.TargetCount} entries has more slots than a column can have. Use the class BisectionCoupling instead.");
            }

            var plan = BisectionCoupling.Compute(problem.Source, problem.Target, Parameters.Bounds, workspace);
            var editor = VBufferEditor.Create(ref output.Coupling, problem.SourceCount * problem.TargetCount, plan.Count);
            for (int i = 0; i < plan.SourceCount; i++)
            {
                for (int e = plan.RowStarts[i]; e < plan.RowStarts[i + 1]; e++)
                {
                    editor.Values[e] = (float)plan.Masses[e];
                    if (!editor.Indices.IsEmpty)
                        editor.Indices[e] = (i * problem.TargetCount) + plan.Columns[e];
                }
            }

            output.Coupling = editor.Commit();
            output.TransportCost = Outward.Above(plan.Cost);
            output.LowerBound = Outward.Below(plan.LowerBound);
            output.RelativeGap = (float)plan.RelativeGap;
        }
        catch (InvalidDataException) when (Parameters.Pairs.BadRows == BadRowOutput.Empty)
        {
            (output.Coupling, output.TransportCost, output.LowerBound, output.RelativeGap) = (default, float.NaN, float.NaN, float.NaN);
        }
    }
}
