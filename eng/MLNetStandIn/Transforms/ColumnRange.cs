using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The least and the greatest value of each slot of a column.</summary>
internal abstract class ColumnRange
{
    public abstract AffineScaling Scaling(bool fixZero);

    public static ColumnRange Measure(IDataView data, DataViewSchema.Column column, long maximumRows)
    {
        Type type = (column.Type as VectorDataViewType)?.ItemType.RawType ?? column.Type.RawType;
        return Generic.Call<ColumnRange>(typeof(ColumnRange), nameof(MeasureCore), [type], data, column, maximumRows);
    }

    private static ColumnRange MeasureCore<T>(IDataView data, DataViewSchema.Column column, long maximumRows)
        where T : struct, IFloatingPointIeee754<T>
    {
        var range = new Of<T>((column.Type as VectorDataViewType)?.Size ?? 1);
        if (column.Type is VectorDataViewType)
        {
            foreach (T[] row in data.GetColumn<T[]>(column).Take((int)Math.Min(maximumRows, int.MaxValue)))
                range.Add(row);
        }
        else
        {
            foreach (T value in data.GetColumn<T>(column).Take((int)Math.Min(maximumRows, int.MaxValue)))
                range.Add([value]);
        }

        return range;
    }

    private sealed class Of<T>(int slots) : ColumnRange
        where T : struct, IFloatingPointIeee754<T>
    {
        private readonly T[] _min = [.. Enumerable.Repeat(T.PositiveInfinity, slots)];
        private readonly T[] _max = [.. Enumerable.Repeat(T.NegativeInfinity, slots)];

        public void Add(T[] row)
        {
            for (int i = 0; i < row.Length; i++)
            {
                // Comparisons with NaN are false: missing values do not count.
                if (row[i] < _min[i])
                    _min[i] = row[i];
                if (row[i] > _max[i])
                    _max[i] = row[i];
            }
        }

        public override AffineScaling Scaling(bool fixZero)
        {
            var scale = new T[_min.Length];
            var offset = new T[_min.Length];
            for (int i = 0; i < scale.Length; i++)
            {
                // A constant slot says nothing, and becomes zero.
                if (!(_max[i] > _min[i]))
                    continue;
                scale[i] = T.One / (fixZero ? T.Max(T.Abs(_max[i]), T.Abs(_min[i])) : _max[i] - _min[i]);
                offset[i] = fixZero ? T.Zero : _min[i];
            }

            return AffineScaling.Of(scale, offset);
        }
    }
}
