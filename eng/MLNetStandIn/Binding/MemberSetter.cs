namespace Microsoft.ML.Data;

/// <summary>Actions that put a column's current value into a member of a row object.</summary>
internal static class MemberSetter
{
    public static Action<TRow> Create<TRow>(RowMember member, DataViewRow input, DataViewSchema.Column column)
        where TRow : class
    {
        Type type = member.MemberType;
        if (type == typeof(string))
            return Text<TRow>(member, input, column);
        if (type == typeof(string[]))
            return Texts<TRow>(member, input, column);
        if (type.IsArray)
            return Generic.Call<Action<TRow>>(typeof(MemberSetter), nameof(Dense), [typeof(TRow), type.GetElementType()!], member, input, column);
        return column.Type is VectorDataViewType vector
            ? Generic.Call<Action<TRow>>(typeof(MemberSetter), nameof(Vector), [typeof(TRow), vector.ItemType.RawType], member, input, column)
            : Generic.Call<Action<TRow>>(typeof(MemberSetter), nameof(Scalar), [typeof(TRow), type], member, input, column);
    }

    private static Action<TRow> Scalar<TRow, T>(RowMember member, DataViewRow input, DataViewSchema.Column column)
    {
        var getter = input.GetGetter<T>(column);
        var write = MemberAccess.Setter<TRow, T>(member.Member);
        T value = default!;
        return row =>
        {
            getter(ref value);
            write(row, value);
        };
    }

    // The row object's own buffers are used again: they belong to it, so two row objects never share one.
    private static Action<TRow> Vector<TRow, T>(RowMember member, DataViewRow input, DataViewSchema.Column column)
    {
        var getter = input.GetGetter<VBuffer<T>>(column);
        var read = MemberAccess.Getter<TRow, VBuffer<T>>(member.Member);
        var write = MemberAccess.Setter<TRow, VBuffer<T>>(member.Member);
        return row =>
        {
            VBuffer<T> value = read(row);
            getter(ref value);
            write(row, value);
        };
    }

    private static Action<TRow> Dense<TRow, T>(RowMember member, DataViewRow input, DataViewSchema.Column column)
    {
        var getter = input.GetGetter<VBuffer<T>>(column);
        var read = MemberAccess.Getter<TRow, T[]?>(member.Member);
        var write = MemberAccess.Setter<TRow, T[]?>(member.Member);
        VBuffer<T> value = default;
        return row =>
        {
            getter(ref value);
            T[]? array = SizedFor(value, read(row));
            value.CopyTo(array);
            write(row, array);
        };
    }

    private static Action<TRow> Text<TRow>(RowMember member, DataViewRow input, DataViewSchema.Column column)
    {
        var getter = input.GetGetter<ReadOnlyMemory<char>>(column);
        var write = MemberAccess.Setter<TRow, string>(member.Member);
        ReadOnlyMemory<char> value = default;
        return row =>
        {
            getter(ref value);
            write(row, value.ToString());
        };
    }

    private static Action<TRow> Texts<TRow>(RowMember member, DataViewRow input, DataViewSchema.Column column)
    {
        var getter = input.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        var read = MemberAccess.Getter<TRow, string[]?>(member.Member);
        var write = MemberAccess.Setter<TRow, string[]?>(member.Member);
        VBuffer<ReadOnlyMemory<char>> value = default;
        return row =>
        {
            getter(ref value);
            string[]? array = SizedFor(value, read(row));
            foreach (var (slot, text) in value.Items(all: true))
                array![slot] = text.ToString();
            write(row, array);
        };
    }

    // An array of the right length is filled again, and no array at all is long enough for an empty vector: null stays null.
    private static TItem[]? SizedFor<T, TItem>(in VBuffer<T> value, TItem[]? array)
        => value.Length == (array?.Length ?? 0) ? array : new TItem[value.Length];
}
