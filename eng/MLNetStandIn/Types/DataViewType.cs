namespace Microsoft.ML.Data;

#pragma warning disable CS0659, CS0661 // Equal types share an instance or override GetHashCode themselves.
public abstract class DataViewType : IEquatable<DataViewType>
#pragma warning restore CS0659, CS0661
{
    private protected DataViewType(Type rawType) => RawType = rawType ?? throw new ArgumentNullException(nameof(rawType));

    public Type RawType { get; }

    public abstract bool Equals(DataViewType? other);
}
