using System.Security.Cryptography;
using System.Text;

namespace SlicedOT.Tool;

/// <summary>A model in words.</summary>
internal static class ModelSummary
{
    /// <summary>Writes a model file, whole or not at all.</summary>
    public static void Save(ShardedFit fit, CouplingTransformer transformer, string path) => AtomicFile.Write(path, stream =>
    {
        fit.Save(transformer, stream);
        return 0;
    });

    /// <summary>The transformer of ours in a model file.</summary>
    /// <exception cref="InvalidDataException">The file is missing, damaged, or has no such transformer.</exception>
    public static CouplingTransformer Load(MLContext context, string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"There is no file '{path}'.");
        ITransformer model;
        try
        {
            model = context.Model.Load(path, out _);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new InvalidDataException($"'{path}' cannot be read as a model: {error.Message}", error);
        }

        IReadOnlyList<CouplingTransformer> ours = context.SlicedOT().Restore(model);
        return ours.Count == 1 ? ours[0] : throw new InvalidDataException($"'{path}' is a model with {ours.Count} coupling transformers; one is needed.");
    }

    public static IEnumerable<(string Name, object? Value)> Of(CouplingTransformer transformer)
    {
        FitReport report = transformer.FitReport;
        CouplingParameters parameters = transformer.Parameters;
        yield return ("method", report.Method);
        yield return ("cost", transformer.GroundCost.Kind.ToString());
        yield return ("epsilon", transformer.Epsilon);
        yield return ("massPenalties", $"{transformer.SourceMassPenalty}, {transformer.TargetMassPenalty}");
        yield return ("dimension", parameters.Layout.Dimension);
        yield return ("inputs", parameters.Layout.Inputs.Select(input => input.Name).ToArray());
        if (transformer.SourceSupport is { } support)
            yield return ("fixedPoints", $"{support.Count} x {transformer.TargetSupport!.Count}");
        yield return ("halfSteps", parameters.HalfSteps);
        yield return ("refinesTo", parameters.MaximumSweeps > 0 ? parameters.Tolerance : null);
        if (transformer.Model is { } model)
        {
            yield return ("features", model.Features.Count);
            yield return ("featureBlocks", model.Features.Names.GroupBy(Kind).Select(block => $"{block.Key} {block.Count()}").ToArray());
            yield return ("directions", $"{model.Features.Directions.Count}, {report.DirectionsReason}");
        }

        yield return ("pairsUsed", report.PairsUsed);
        yield return ("pairsSkipped", report.PairsSkipped);
        yield return ("skipped", report.Skipped.Take(5).Select(pair => $"row {pair.Row}: {pair.Reason}").ToArray());
        yield return ("teachersNotConverged", report.TeachersNotConverged);
        yield return ("potentialR2", report.PotentialR2);
        yield return ("heldOutR2", report.HeldOutR2);
        yield return ("untrainedR2", report.UntrainedR2);
        yield return ("ridge", report.Ridge.Select(choice => FormattableString.Invariant($"{choice.Features} {choice.Strength:G3}")).ToArray());
        yield return ("parametersSha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CouplingParametersFormat.ToText(parameters)))));
    }

    /// <summary>What the names of a block's features begin with.</summary>
    private static string Kind(string name) => string.Concat(name.TakeWhile(char.IsLetter));
}
