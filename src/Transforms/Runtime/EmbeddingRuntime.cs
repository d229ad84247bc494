using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>A decoded embedding at work. Its rows are single measures, in the columns of a pair's source.</summary>
internal sealed class EmbeddingRuntime
{
    private readonly ThreadLocal<MeasureReader> _readers;

    public EmbeddingRuntime(EmbeddingParameters parameters)
    {
        Parameters = parameters;
        PairFormat format = parameters.Rows.CreatePairFormat();
        _readers = new ThreadLocal<MeasureReader>(format.SourceReader);
    }

    public EmbeddingParameters Parameters { get; }

    public void Write(Pair row, EmbeddingColumns output)
    {
        var editor = VBufferEditor.Create(ref output.Features, Parameters.Embedding.Count);
        try
        {
            Parameters.Embedding.Embed(_readers.Value!.Read(in row.SourcePoints, in row.SourceWeights), editor.Values);
        }
        catch (InvalidDataException) when (Parameters.Rows.BadRows == BadRowOutput.Empty)
        {
            editor.Values.Fill(float.NaN);
        }

        output.Features = editor.Commit();
    }
}
