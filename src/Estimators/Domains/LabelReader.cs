using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>Labels of any type that trainers take, as numbers.</summary>
internal static class LabelReader
{
    /// <summary>Reads the label of a cursor's row: numbers as they are, booleans as 0 and 1, keys as they are stored (1, 2, …); NaN where it is missing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column holds something else.</exception>
    public static Func<float> Of(DataViewRowCursor cursor, DataViewSchema.Column column, string what)
    {
        bool isKey = column.Type is KeyDataViewType;
        Type type = column.Type.RawType;
        return type == typeof(float) ? Reader<float>(x => x)
            : type == typeof(double) ? Reader<double>(x => (float)x)
            : type == typeof(bool) ? Reader<bool>(x => x ? 1 : 0)
            : type == typeof(byte) ? Reader<byte>(x => Key(x))
            : type == typeof(ushort) ? Reader<ushort>(x => Key(x))
            : type == typeof(uint) ? Reader<uint>(x => Key(x))
            : type == typeof(ulong) ? Reader<ulong>(x => Key(x))
            : type == typeof(sbyte) ? Reader<sbyte>(x => x)
            : type == typeof(short) ? Reader<short>(x => x)
            : type == typeof(int) ? Reader<int>(x => x)
            : type == typeof(long) ? Reader<long>(x => x)
            : throw new ArgumentOutOfRangeException(
                nameof(column),
                string.Create(CultureInfo.InvariantCulture, $"Column '{column.Name}' of {what} has type {column.Type}; labels are keys, numbers or booleans. Use Transforms.Conversion.MapValueToKey before this step."));

        float Key(ulong value) => isKey && value == 0 ? float.NaN : value;

        Func<float> Reader<T>(Func<T, float> convert)
        {
            ValueGetter<T> getter = cursor.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                getter(ref value);
                return convert(value);
            };
        }
    }
}
