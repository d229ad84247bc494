using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Subtracts an offset from each slot and multiplies by a scale.</summary>
internal abstract class AffineScaling
{
    public abstract Delegate CreateGetter(DataViewRow row, DataViewSchema.Column input);

    public abstract void Save(ModelSaveContext ctx);

    public static AffineScaling Of<T>(T[] scale, T[] offset)
        where T : struct, IFloatingPointIeee754<T>
        => new Typed<T>(scale, offset);

    public static AffineScaling Load(ModelReader reader)
    {
        DataViewType type = reader.ReadType();
        return type.RawType == typeof(float) ? Load<float>(reader, type) : Load<double>(reader, type);
    }

    private static Typed<T> Load<T>(ModelReader reader, DataViewType type)
        where T : struct, IFloatingPointIeee754<T>
        => new(ReadSlots<T>(reader, type), ReadSlots<T>(reader, type));

    private static T[] ReadSlots<T>(ModelReader reader, DataViewType type)
        => [.. Enumerable.Range(0, reader.Reader.ReadInt32()).Select(_ => (T)reader.ReadValue(type))];

    private sealed class Typed<T>(T[] scale, T[] offset) : AffineScaling
        where T : struct, IFloatingPointIeee754<T>
    {
        private readonly bool _keepsZero = offset.All(T.IsZero);

        public override Delegate CreateGetter(DataViewRow row, DataViewSchema.Column input)
            => input.Type is VectorDataViewType
                ? VectorGetter(row.GetGetter<VBuffer<T>>(input))
                : ScalarGetter(row.GetGetter<T>(input));

        public override void Save(ModelSaveContext ctx)
        {
            DataViewType type = NumberDataViewType.FromNumber(typeof(T))!;
            ctx.WriteType(type);
            foreach (T[] slots in (T[][])[scale, offset])
            {
                ctx.Writer.Write(slots.Length);
                foreach (T slot in slots)
                    ctx.WriteValue(type, slot);
            }
        }

        private ValueGetter<T> ScalarGetter(ValueGetter<T> get)
            => (ref T value) =>
            {
                get(ref value);
                value = (value - offset[0]) * scale[0];
            };

        private ValueGetter<VBuffer<T>> VectorGetter(ValueGetter<VBuffer<T>> get)
        {
            VBuffer<T> source = default;
            return (ref VBuffer<T> value) =>
            {
                get(ref source);
                if (_keepsZero)
                    source.CopyTo(ref value);
                else
                    source.CopyToDense(ref value);
                var editor = VBufferEditor.CreateFromBuffer(ref value);
                for (int i = 0; i < editor.Values.Length; i++)
                {
                    int slot = value.IsDense ? i : editor.Indices[i];
                    editor.Values[i] = (editor.Values[i] - offset[slot]) * scale[slot];
                }

                value = editor.Commit();
            };
        }
    }
}
