using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>A row of either form; vectors may be sparse. A model reads the columns it knows.</summary>
internal sealed class SoakRow
{
    public VBuffer<float> SourcePoints;

    public VBuffer<float> TargetPoints;

    public VBuffer<float> SourceWeights;

    public VBuffer<float> TargetWeights;
}
