namespace Microsoft.ML.Data;

public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
        if (typeof(IDisposable).IsAssignableFrom(rawType))
            throw new ArgumentException("A " + nameof(PrimitiveDataViewType) + " cannot have a disposable " + nameof(RawType), nameof(rawType));
    }

    /// <summary>The type of a column that holds values of <paramref name="rawType"/>, or null if there is none.</summary>
    internal static PrimitiveDataViewType? FromRawType(Type rawType)
        => rawType == typeof(ReadOnlyMemory<char>) || rawType == typeof(string) ? TextDataViewType.Instance
            : rawType == typeof(bool) ? BooleanDataViewType.Instance
            : rawType == typeof(DateTime) ? DateTimeDataViewType.Instance
            : rawType == typeof(DateTimeOffset) ? DateTimeOffsetDataViewType.Instance
            : rawType == typeof(TimeSpan) ? TimeSpanDataViewType.Instance
            : rawType == typeof(DataViewRowId) ? RowIdDataViewType.Instance
            : NumberDataViewType.FromNumber(rawType);
}
