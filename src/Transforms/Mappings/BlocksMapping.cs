using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.SlicedOT;

/// <summary>Cuts a vector into the blocks that the bits of its length name, the largest first; the others stay empty.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class BlocksMapping : CustomMappingFactory<VectorColumn, BlockColumns>
{
    public const string Contract = "Microsoft.ML.SlicedOT.Blocks.v1";

    public override Action<VectorColumn, BlockColumns> GetMapping() => static (input, output) =>
    {
        ReadOnlySpan<float> values = input.Values.IsDense ? input.Values.GetValues() : [.. input.Values.DenseValues()];
        for (int bit = BlockColumns.Count - 1; bit >= 0; bit--)
        {
            int size = (input.Values.Length & (1 << bit)) != 0 ? 1 << bit : 0;
            ref VBuffer<float> block = ref output.Get(bit);
            var editor = VBufferEditor.Create(ref block, size);
            values[..size].CopyTo(editor.Values);
            block = editor.Commit();
            values = values[size..];
        }
    };
}
