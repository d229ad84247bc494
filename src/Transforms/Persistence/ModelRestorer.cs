using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>Finds our transformers again inside a loaded model, where they are chains of ML.NET's own.</summary>
internal static class ModelRestorer
{
    public static IReadOnlyList<CouplingTransformer> Restore(MLContext context, ITransformer model) =>
        Find<DefaultColumns, CouplingTransformer>(context, model, (chain, text) => new CouplingTransformer(chain, RuntimeCache.Get(text).Parameters));

    public static IReadOnlyList<TransportCostTransformer> RestoreCosts(MLContext context, ITransformer model) =>
        Find<CostDefaultColumns, TransportCostTransformer>(context, model, (chain, text) => new TransportCostTransformer(chain, RuntimeCache.GetCosts(text).Parameters));

    public static IReadOnlyList<PlanTransformer> RestorePlans(MLContext context, ITransformer model) =>
        Find<PlanDefaultColumns, PlanTransformer>(context, model, (chain, text) => new PlanTransformer(chain, RuntimeCache.GetPlans(text).Parameters));

    public static IReadOnlyList<EmbeddingTransformer> RestoreEmbeddings(MLContext context, ITransformer model) =>
        Find<EmbeddingDefaultColumns, EmbeddingTransformer>(context, model, (chain, text) => new EmbeddingTransformer(chain, RuntimeCache.GetEmbeddings(text).Parameters));

    /// <summary>The parameters as the mappings of a chain see them.</summary>
    public static CouplingRuntime Runtime(MLContext context, ITransformer defaults, ITransformer lookup) => RuntimeCache.Get(ParametersOf(context, defaults, lookup));

    /// <summary>The text that a chain's first two transformers, pushed through with one row, give every row.</summary>
    public static ReadOnlyMemory<char> ParametersOf(MLContext context, ITransformer defaults, ITransformer lookup)
    {
        IDataView row = context.Data.LoadFromEnumerable<AnyRow>([new AnyRow()]);
        IDataView parameters = lookup.Transform(defaults.Transform(row));
        DataViewSchema.Column column = parameters.Schema[ReservedColumns.Parameters];
        using DataViewRowCursor cursor = parameters.GetRowCursor([column]);
        ReadOnlyMemory<char> text = default;
        if (cursor.MoveNext())
            cursor.GetGetter<ReadOnlyMemory<char>>(column)(ref text);
        return text;
    }

    /// <summary>Finds transformers whose chain begins with the key of their parameters, and is told from others by one of its mappings.</summary>
    public static IReadOnlyList<T> FindKeyed<TRow, TOutput, T>(MLContext context, ITransformer model, Func<TransformerChain<ITransformer>, ReadOnlyMemory<char>, T> create)
        where TRow : class, new()
        where TOutput : class, new()
        where T : class, ITransformer
    {
        var found = new List<T>();
        Search(model);
        return found;

        void Search(ITransformer part)
        {
            if (part is T ours)
                found.Add(ours);
            if (part is not IEnumerable<ITransformer> chain)
                return;
            ITransformer[] parts = [.. chain];
            for (int k = 0; k < parts.Length; k++)
            {
                int end = parts[k] is CustomMappingTransformer<NoColumns, KeyColumns> ? Array.FindIndex(parts, k, p => p is ColumnSelectingTransformer) : -1;
                if (end < 0 || !Array.Exists(parts[k..end], p => p is CustomMappingTransformer<TRow, TOutput>))
                {
                    Search(parts[k]);
                    continue;
                }

                found.Add(create(new TransformerChain<ITransformer>(parts[k..(end + 1)]), ParametersOf(context, parts[k], parts[k + 1])));
                k = end;
            }
        }
    }

    private static List<T> Find<TDefaults, T>(MLContext context, ITransformer model, Func<TransformerChain<ITransformer>, ReadOnlyMemory<char>, T> create)
        where TDefaults : class, new()
        where T : class, ITransformer
    {
        var found = new List<T>();
        Search<TDefaults, T>(context, model, create, found);
        return found;
    }

    private static void Search<TDefaults, T>(
        MLContext context, ITransformer model, Func<TransformerChain<ITransformer>, ReadOnlyMemory<char>, T> create, List<T> found)
        where TDefaults : class, new()
        where T : class, ITransformer
    {
        if (model is T ours)
            found.Add(ours);
        if (model is not IEnumerable<ITransformer> chain)
            return;

        ITransformer[] parts = [.. chain];
        for (int k = 0; k < parts.Length; k++)
        {
            // The row class of its first mapping tells what kind of model a part is.
            if (parts[k] is not CustomMappingTransformer<NoColumns, TDefaults>)
            {
                Search<TDefaults, T>(context, parts[k], create, found);
                continue;
            }

            // Ours ends with the first transformer that drops columns.
            int end = Array.FindIndex(parts, k, p => p is ColumnSelectingTransformer);
            if (end < 0 || k + 1 >= parts.Length)
                throw new InvalidDataException("The SlicedOT part of the model is incomplete. Load an intact file or fit again.");
            found.Add(create(new TransformerChain<ITransformer>(parts[k..(end + 1)]), ParametersOf(context, parts[k], parts[k + 1])));
            k = end;
        }
    }

    private sealed class AnyRow
    {
        public float Anything { get; set; }
    }
}
