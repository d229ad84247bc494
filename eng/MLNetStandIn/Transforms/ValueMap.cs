using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A dictionary from column values to column values.</summary>
internal abstract class ValueMap
{
    public abstract PrimitiveDataViewType ValueType { get; }

    public abstract Delegate CreateGetter(DataViewRow row, DataViewSchema.Column input);

    public abstract void Save(ModelSaveContext ctx);

    public static ValueMap Create<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs)
    {
        Type keyType = RawType(typeof(TKey));
        Type valueType = RawType(typeof(TValue));
        var map = Empty(keyType, valueType);
        foreach (var (key, value) in pairs)
            map.Add(ToRaw(key!), ToRaw(value!));
        return map;
    }

    public static ValueMap Load(ModelReader reader)
    {
        DataViewType keyType = reader.ReadType();
        DataViewType valueType = reader.ReadType();
        var map = Empty(keyType.RawType, valueType.RawType);
        int count = reader.Reader.ReadInt32();
        for (int i = 0; i < count; i++)
            map.Add(reader.ReadValue(keyType), reader.ReadValue(valueType));
        return map;
    }

    protected abstract void Add(object key, object value);

    private static ValueMap Empty(Type keyType, Type valueType)
        => (ValueMap)Activator.CreateInstance(typeof(Of<,>).MakeGenericType(keyType, valueType))!;

    private static Type RawType(Type type)
        => PrimitiveDataViewType.FromRawType(type)?.RawType
            ?? throw new InvalidOperationException($"Unsupported type {type} used in mapping.");

    private static object ToRaw(object value) => value is string text ? text.AsMemory() : value;

    private sealed class Of<TKey, TValue> : ValueMap
        where TKey : notnull
    {
        private readonly Dictionary<TKey, TValue> _values = new(TextComparer.Instance as IEqualityComparer<TKey>);

        public override PrimitiveDataViewType ValueType => PrimitiveDataViewType.FromRawType(typeof(TValue))!;

        // Every row that asks for a key gets the one stored value, text included: callers may recognise it by reference.
        public override Delegate CreateGetter(DataViewRow row, DataViewSchema.Column input)
        {
            var getKey = row.GetGetter<TKey>(input);
            TKey key = default!;
            return (ValueGetter<TValue>)((ref TValue value) =>
            {
                getKey(ref key);
                value = _values.GetValueOrDefault(key)!;
            });
        }

        public override void Save(ModelSaveContext ctx)
        {
            PrimitiveDataViewType keyType = PrimitiveDataViewType.FromRawType(typeof(TKey))!;
            ctx.WriteType(keyType);
            ctx.WriteType(ValueType);
            ctx.Writer.Write(_values.Count);
            foreach (var (key, value) in _values)
            {
                ctx.WriteValue(keyType, key);
                ctx.WriteValue(ValueType, value!);
            }
        }

        protected override void Add(object key, object value)
        {
            if (!_values.TryAdd((TKey)key, (TValue)value))
                throw new InvalidOperationException($"Duplicate keys in data '{key}'");
        }
    }

    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public static readonly TextComparer Instance = new();

        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);
    }
}
