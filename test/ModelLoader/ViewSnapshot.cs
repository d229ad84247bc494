using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>All values of a view's visible columns as text that is equal exactly when the bits are.</summary>
internal static class ViewSnapshot
{
    public static string[] Of(IDataView view, Func<string, bool>? include = null) =>
        Of(view, [.. view.Schema.Where(c => !c.IsHidden && (include?.Invoke(c.Name) ?? true)).Select(c => c.Name)]);

    /// <summary>Given columns only; a missing one throws.</summary>
    public static string[] Of(IDataView view, string[] names)
    {
        DataViewSchema.Column[] columns = [.. names.Select(n => view.Schema[n])];
        using DataViewRowCursor cursor = view.GetRowCursor(columns);
        Func<string>[] readers = [.. columns.Select(c => Reader(cursor, c))];
        var rows = new List<string>();
        while (cursor.MoveNext())
            rows.Add(string.Join("\n", readers.Select((r, k) => $"{columns[k].Name}: {r()}")));
        return [.. rows];
    }

    public static string[] Schema(DataViewSchema schema) =>
        [.. schema.Where(c => !c.IsHidden).Select(c => $"{c.Name}: {c.Type}").Order(StringComparer.Ordinal)];

    private static Func<string> Reader(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType vector && vector.ItemType.RawType == typeof(float))
        {
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> buffer = default;
            return () =>
            {
                getter(ref buffer);
                string indices = buffer.IsDense ? "dense" : string.Join(',', buffer.GetIndices().ToArray());
                return $"{buffer.Length} {indices} {Convert.ToHexString(MemoryMarshal.AsBytes(buffer.GetValues()))}";
            };
        }

        if (column.Type.RawType == typeof(VBuffer<int>))
            return Scalar<VBuffer<int>>(cursor, column, v => string.Join(',', v.DenseValues()));
        if (column.Type.RawType == typeof(float))
            return Scalar<float>(cursor, column, v => BitConverter.SingleToUInt32Bits(v).ToString("X8", CultureInfo.InvariantCulture));
        if (column.Type.RawType == typeof(bool))
            return Scalar<bool>(cursor, column, v => v ? "1" : "0");
        if (column.Type.RawType == typeof(int))
            return Scalar<int>(cursor, column, v => v.ToString(CultureInfo.InvariantCulture));
        if (column.Type.RawType == typeof(ReadOnlyMemory<char>))
            return Scalar<ReadOnlyMemory<char>>(cursor, column, v => v.ToString());
        throw new NotSupportedException($"{column.Name} is {column.Type}.");
    }

    private static Func<string> Scalar<T>(DataViewRowCursor cursor, DataViewSchema.Column column, Func<T, string> format)
    {
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return format(value);
        };
    }
}
