using System.Collections.Concurrent;

namespace Microsoft.ML.Data;

/// <summary>One column of the rows that travel between threads, with the arrays that wait to be used again.</summary>
internal abstract class BatchColumn
{
    /// <summary>The most rows that travel in one batch, as in ML.NET.</summary>
    public const int Capacity = 128;

    public static BatchColumn Create(Type valueType)
        => (BatchColumn)Activator.CreateInstance(
            valueType.IsGenericType && valueType.GetGenericTypeDefinition() == typeof(VBuffer<>)
                ? typeof(OfVectors<>).MakeGenericType(valueType.GetGenericArguments())
                : typeof(OfValues<>).MakeGenericType(valueType))!;

    public abstract Writer CreateWriter(Delegate getter);

    public abstract Reader CreateReader();

    /// <summary>Gathers values of the rows that a cursor passes.</summary>
    public abstract class Writer
    {
        public abstract void Add(int index);

        public abstract Array Take();
    }

    /// <summary>Gives the values of one row of a batch after another.</summary>
    public abstract class Reader
    {
        public int Index { get; set; }

        public abstract Delegate Getter { get; }

        public abstract void Set(Array? values);
    }

    private abstract class Of<T> : BatchColumn
    {
        // A vector that comes back here keeps its buffers for a later row.
        private readonly ConcurrentBag<T[]> _spare = [];

        public sealed override Writer CreateWriter(Delegate getter) => new TypedWriter(this, (ValueGetter<T>)getter);

        public sealed override Reader CreateReader() => new TypedReader(this);

        protected abstract void Copy(in T source, ref T destination);

        private T[] Rent() => _spare.TryTake(out T[]? array) ? array : new T[Capacity];

        private sealed class TypedWriter(Of<T> column, ValueGetter<T> getter) : Writer
        {
            private T[]? _values;

            public override void Add(int index) => getter(ref (_values ??= column.Rent())[index]);

            public override Array Take()
            {
                T[] taken = _values!;
                _values = null;
                return taken;
            }
        }

        private sealed class TypedReader(Of<T> column) : Reader
        {
            private T[]? _values;

            public override Delegate Getter => (ValueGetter<T>)GetValue;

            public override void Set(Array? values)
            {
                if (_values is not null)
                    column._spare.Add(_values);
                _values = (T[]?)values;
                Index = 0;
            }

            private void GetValue(ref T value)
            {
                if (_values is null)
                    throw new InvalidOperationException("Cannot get value as the cursor is not in a good state");
                column.Copy(_values[Index], ref value);
            }
        }
    }

    private sealed class OfValues<T> : Of<T>
    {
        protected override void Copy(in T source, ref T destination) => destination = source;
    }

    private sealed class OfVectors<T> : Of<VBuffer<T>>
    {
        protected override void Copy(in VBuffer<T> source, ref VBuffer<T> destination) => source.CopyTo(ref destination);
    }
}
