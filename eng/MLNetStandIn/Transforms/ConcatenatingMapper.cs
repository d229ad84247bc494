using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Joins scalars and vectors into one vector: of fixed size if all parts are, sparse if at most half of it is stored.</summary>
internal sealed class ConcatenatingMapper(string outputColumnName, DataViewSchema.Column[] inputs, PrimitiveDataViewType itemType) : IRowMapper
{
    // A single vector is passed on as it is, with its dimensions and annotations.
    private readonly bool _isIdentity = inputs is [{ Type: VectorDataViewType }];

    public DataViewSchema.DetachedColumn[] OutputColumns => [_isIdentity
        ? new DataViewSchema.DetachedColumn(outputColumnName, inputs[0].Type, inputs[0].Annotations)
        : new DataViewSchema.DetachedColumn(outputColumnName, new VectorDataViewType(itemType, OutputSize()))];

    public void MarkDependencies(bool[] activeOutputs, bool[] neededInputs)
    {
        foreach (DataViewSchema.Column input in inputs)
            neededInputs[input.Index] |= activeOutputs[0];
    }

    public Delegate?[] CreateGetters(DataViewRow input, bool[] activeOutputs)
        => [!activeOutputs[0] ? null
            : _isIdentity ? Getters.OfColumn(input, inputs[0])
            : Generic.Call<Delegate>(typeof(ConcatenatingMapper), nameof(Concatenation), [itemType.RawType], input, inputs)];

    private int OutputSize()
    {
        int[] sizes = [.. inputs.Select(c => (c.Type as VectorDataViewType)?.Size ?? 1)];
        return sizes.Contains(0) ? 0 : sizes.Aggregate((sum, size) => checked(sum + size));
    }

    private static ValueGetter<VBuffer<T>> Concatenation<T>(DataViewRow row, DataViewSchema.Column[] inputs)
    {
        ValueGetter<VBuffer<T>>[] getters = [.. inputs.Select(c => PartGetter<T>(row, c))];
        var parts = new VBuffer<T>[inputs.Length];
        return (ref VBuffer<T> destination) =>
        {
            int length = 0;
            int count = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                getters[i](ref parts[i]);
                length = checked(length + parts[i].Length);
                count += parts[i].GetValues().Length;
            }

            if (count <= length / 2)
                JoinSparse(parts, length, count, ref destination);
            else
                JoinDense(parts, length, ref destination);
        };
    }

    private static ValueGetter<VBuffer<T>> PartGetter<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType vector)
        {
            var getVector = row.GetGetter<VBuffer<T>>(column);
            return (ref VBuffer<T> part) =>
            {
                getVector(ref part);
                Check.State(!vector.IsKnownSize || vector.Size == part.Length,
                    $"Column '{column.Name}': expected {vector.Size} slots, but got {part.Length}");
            };
        }

        var getScalar = row.GetGetter<T>(column);
        return (ref VBuffer<T> part) =>
        {
            var editor = VBufferEditor.Create(ref part, 1);
            getScalar(ref editor.Values[0]);
            part = editor.Commit();
        };
    }

    private static void JoinDense<T>(VBuffer<T>[] parts, int length, ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, length);
        int offset = 0;
        foreach (VBuffer<T> part in parts)
        {
            part.CopyTo(editor.Values, offset);
            offset += part.Length;
        }

        destination = editor.Commit();
    }

    private static void JoinSparse<T>(VBuffer<T>[] parts, int length, int count, ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, length, count);
        int offset = 0;
        int stored = 0;
        foreach (VBuffer<T> part in parts)
        {
            ReadOnlySpan<T> values = part.GetValues();
            ReadOnlySpan<int> indices = part.GetIndices();
            for (int i = 0; i < values.Length; i++)
            {
                editor.Values[stored] = values[i];
                editor.Indices[stored++] = offset + (part.IsDense ? i : indices[i]);
            }

            offset += part.Length;
        }

        destination = editor.Commit();
    }
}
