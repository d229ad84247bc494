using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// A decoded model at work: what the mappings call. One instance serves all rows and threads; each thread has its own buffers, and fixed
/// supports their one shared geometry.
/// </summary>
internal sealed class CouplingRuntime
{
    private readonly PairFormat _format;
    private readonly ThreadLocal<RowWorkspace> _workspaces;

    public CouplingRuntime(CouplingParameters parameters)
    {
        Parameters = parameters;
        _format = parameters.CreatePairFormat();
        _workspaces = new ThreadLocal<RowWorkspace>(() => new RowWorkspace(_format, parameters));
    }

    public CouplingParameters Parameters { get; }

    /// <summary>Told of every group of outputs that is computed for a row.</summary>
    public Action<OutputGroup>? Computing { get; set; }

    /// <summary>Predicts or solves the potentials, and refines them where the model says so.</summary>
    public void WritePotentials(Pair row, PotentialColumns output)
    {
        Computing?.Invoke(OutputGroup.Potentials);
        RowWorkspace workspace = _workspaces.Value!;
        EntropicSolution solution;
        try
        {
            solution = workspace.Solve(Read(workspace, row));
            RequireFinite(solution);
        }
        catch (InvalidDataException) when (AnswersBadRows)
        {
            BadRow.Write(Parameters.Layout, output);
            return;
        }

        Copy(solution.SourcePotential, ref output.ExactSourcePotential);
        Copy(solution.TargetPotential, ref output.ExactTargetPotential);
        Narrow(solution.SourcePotential, ref output.SourcePotential);
        Narrow(solution.TargetPotential, ref output.TargetPotential);
        output.Sweeps = solution.Sweeps;
        output.ExitReason = ExitReasonText.Of(solution.ExitReason);
    }

    /// <summary>Certifies the potentials of a row.</summary>
    public void WriteCertificate(SolvedPair row, CertificateColumns output) =>
        output.PrimalValue = (float)(WriteDiagnostics(row, output)?.PrimalValue ?? double.NaN);

    /// <inheritdoc cref="WriteCertificate"/>
    public Certificate? WriteDiagnostics(SolvedPair row, DiagnosticColumns output)
    {
        Computing?.Invoke(OutputGroup.Certificate);
        if (IsBad(row))
        {
            BadRow.Write(output);
            return null;
        }

        TransportProblem problem = Read(_workspaces.Value!, row);
        var certificate = Certificate.Compute(problem, row.SourcePotential.GetValues(), row.TargetPotential.GetValues());
        output.TransportCost = (float)certificate.TransportCost;
        output.DualValue = (float)certificate.DualValue;
        output.MarginalViolation = (float)certificate.MarginalViolation;
        output.RelativeDualityGap = (float)certificate.RelativeDualityGap;
        return certificate;
    }

    /// <summary>Writes the coupling of a row.</summary>
    public void WriteCoupling(SolvedPair row, CouplingColumns output)
    {
        Computing?.Invoke(OutputGroup.Coupling);
        if (IsBad(row))
        {
            BadRow.Write(Parameters.Layout, output);
            return;
        }

        RowWorkspace workspace = _workspaces.Value!;
        TransportProblem problem = Read(workspace, row);
        if ((long)problem.SourceCount * problem.TargetCount > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"A coupling of {problem.SourceCount} x {problem.TargetCount} entries does not fit into one column. "
                + "Read the potentials instead and ask the class Coupling for rows on demand.");
        }

        Coupling coupling = Assign(workspace, problem, row);
        RowWriter writeRow = Parameters.ExactFeasibility ? coupling.Round().WriteRow : coupling.WriteRow;
        double mass = problem.IsBalanced ? 1 : coupling.Mass;
        output.DroppedMass = (float)workspace.Writer.Write(
            writeRow, problem.SourceCount, problem.TargetCount, mass * Parameters.MaximumDroppedMass, ref output.Coupling);
    }

    /// <summary>Writes the barycentric projection of a row.</summary>
    public void WriteProjection(SolvedPair row, ProjectionColumns output)
    {
        Computing?.Invoke(OutputGroup.Projection);
        if (IsBad(row))
        {
            BadRow.Write(Parameters.Layout, output);
            return;
        }

        TransportProblem problem = Read(_workspaces.Value!, row);
        var editor = VBufferEditor.Create(
            ref output.TransportedSource, checked(problem.SourceCount * problem.Source.Dimension));
        BarycentricProjection.Compute(problem, row.SourcePotential.GetValues(), row.TargetPotential.GetValues(), editor.Values);
        output.TransportedSource = editor.Commit();
    }

    /// <summary>Writes the sums of a row's coupling.</summary>
    public void WriteMasses(SolvedPair row, MassColumns output)
    {
        Computing?.Invoke(OutputGroup.Masses);
        if (IsBad(row))
        {
            BadRow.Write(Parameters.Layout, output);
            return;
        }

        RowWorkspace workspace = _workspaces.Value!;
        Coupling coupling = Assign(workspace, Read(workspace, row), row);
        Narrow(workspace.Sums(coupling.SourceCount, coupling.SourceMarginal), ref output.SourceMass);
        Narrow(workspace.Sums(coupling.TargetCount, coupling.TargetMarginal), ref output.TargetMass);
        output.TotalMass = (float)coupling.Mass;
    }

    /// <summary>Draws matches from the coupling of a row. Its random numbers follow from the row, so that neither order nor threads matter.</summary>
    public void WriteMatches(SolvedPair row, VBuffer<float> sourceClasses, VBuffer<float> targetClasses, MatchColumns output)
    {
        Computing?.Invoke(OutputGroup.Matches);
        if (IsBad(row))
        {
            BadRow.Write(output);
            return;
        }

        RowWorkspace workspace = _workspaces.Value!;
        TransportProblem problem = Read(workspace, row);
        try
        {
            int[] sources = Classes(sourceClasses, Parameters.Layout.SourceClasses, problem.SourceCount);
            int[] targets = Classes(targetClasses, Parameters.Layout.TargetClasses, problem.TargetCount);
            ulong seed = StableHash.Combine(StableHash.Combine((ulong)Parameters.Matches.Seed, problem.Source.ContentHash), problem.Target.ContentHash);
            workspace.Sampler.Sample(problem, row.SourcePotential.GetValues(), row.TargetPotential.GetValues(), sources, targets, seed);
            Copy(workspace.Sampler.Sources, ref output.MatchedSource);
            Copy(workspace.Sampler.Targets, ref output.MatchedTarget);
        }
        catch (PairException error)
        {
            if (!AnswersBadRows)
                throw new InvalidDataException($"Matches cannot be drawn: {error.Message}", error);
            BadRow.Write(output);
        }
        catch (InvalidDataException) when (AnswersBadRows)
        {
            BadRow.Write(output);
        }
    }

    /// <summary>Classes as their numbers' bits; none where there is no column.</summary>
    private static int[] Classes(VBuffer<float> values, string? column, int count)
    {
        if (column is null)
            return [];
        if (values.Length != count)
            throw new InvalidDataException($"Column '{column}' has {values.Length} slots for {count} points; give one class a point.");
        var classes = new int[count];
        int slot = 0;
        foreach (float value in values.DenseValues())
        {
            if (!float.IsFinite(value))
                throw new InvalidDataException(FormattableString.Invariant($"Column '{column}', slot {slot}: {value} is no class; give finite numbers, equal ones for one class."));
            classes[slot++] = BitConverter.SingleToInt32Bits(value + 0f); // minus zero is zero
        }

        return classes;
    }

    private static Coupling Assign(RowWorkspace workspace, TransportProblem problem, SolvedPair row)
    {
        workspace.Coupling.Assign(problem, row.SourcePotential.GetValues(), row.TargetPotential.GetValues());
        return workspace.Coupling;
    }

    private bool AnswersBadRows => Parameters.BadRows == BadRowOutput.Empty;

    /// <summary>Whether a row was found to hold no pair, and is to be answered all the same.</summary>
    private bool IsBad(SolvedPair row) => AnswersBadRows && BadRow.Is(row);

    private void RequireFinite(EntropicSolution solution)
    {
        if (IsFinite(solution.SourcePotential) && IsFinite(solution.TargetPotential))
            return;
        throw new InvalidDataException(FormattableString.Invariant(
            $"No finite potentials exist for this pair at epsilon {Parameters.Model.Epsilon:G4} in floating point. Fit with a larger epsilon, or bring the points closer together."));
    }

    private static bool IsFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                return false;
        }

        return true;
    }

    private TransportProblem Read(RowWorkspace workspace, Pair row) => workspace.Reader.Read(row, Parameters.Model.Epsilon);

    private static void Copy<T>(ReadOnlySpan<T> values, ref VBuffer<T> column)
    {
        var editor = VBufferEditor.Create(ref column, values.Length);
        values.CopyTo(editor.Values);
        column = editor.Commit();
    }

    private static void Narrow(ReadOnlySpan<double> values, ref VBuffer<float> column)
    {
        var editor = VBufferEditor.Create(ref column, values.Length);
        for (int i = 0; i < values.Length; i++)
            editor.Values[i] = (float)values[i];
        column = editor.Commit();
    }
}

/// <summary>Where the potentials of a row start.</summary>
internal enum StartingPotential
{
    /// <summary>At the model's prediction.</summary>
    Predicted = 0,

    /// <summary>At zero: the solver alone.</summary>
    Zero = 1,

    /// <summary>At the untrained model's prediction where that saves time, otherwise at zero.</summary>
    Chosen = 2,
}
