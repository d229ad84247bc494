namespace Microsoft.ML.Data;

/// <summary>Value getters over a member of the row object that stands at the cursor.</summary>
internal static class MemberGetter
{
    public static Delegate Create<TRow>(RowMember member, Func<TRow> current)
        where TRow : class
    {
        Type type = member.MemberType;
        if (type == typeof(string))
            return Text(member, current);
        if (type == typeof(string[]))
            return Texts(member, current);
        if (type.IsArray)
            return Generic.Call<Delegate>(typeof(MemberGetter), nameof(Dense), [typeof(TRow), type.GetElementType()!], member, current);
        return member.ColumnType is VectorDataViewType vector
            ? Generic.Call<Delegate>(typeof(MemberGetter), nameof(Vector), [typeof(TRow), vector.ItemType.RawType], member, current)
            : Generic.Call<Delegate>(typeof(MemberGetter), nameof(Scalar), [typeof(TRow), type], member, current);
    }

    private static ValueGetter<T> Scalar<TRow, T>(RowMember member, Func<TRow> current)
    {
        var read = MemberAccess.Getter<TRow, T>(member.Member);
        return (ref T value) => value = read(current());
    }

    private static ValueGetter<VBuffer<T>> Vector<TRow, T>(RowMember member, Func<TRow> current)
    {
        var read = MemberAccess.Getter<TRow, VBuffer<T>>(member.Member);
        return (ref VBuffer<T> value) => read(current()).CopyTo(ref value);
    }

    private static ValueGetter<VBuffer<T>> Dense<TRow, T>(RowMember member, Func<TRow> current)
    {
        var read = MemberAccess.Getter<TRow, T[]?>(member.Member);
        return (ref VBuffer<T> value) =>
        {
            ReadOnlySpan<T> array = read(current());
            var editor = VBufferEditor.Create(ref value, array.Length);
            array.CopyTo(editor.Values);
            value = editor.Commit();
        };
    }

    private static ValueGetter<ReadOnlyMemory<char>> Text<TRow>(RowMember member, Func<TRow> current)
    {
        var read = MemberAccess.Getter<TRow, string?>(member.Member);
        return (ref ReadOnlyMemory<char> value) => value = read(current()).AsMemory();
    }

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts<TRow>(RowMember member, Func<TRow> current)
    {
        var read = MemberAccess.Getter<TRow, string?[]?>(member.Member);
        return (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            ReadOnlySpan<string?> texts = read(current());
            var editor = VBufferEditor.Create(ref value, texts.Length);
            for (int i = 0; i < texts.Length; i++)
                editor.Values[i] = texts[i].AsMemory();
            value = editor.Commit();
        };
    }
}
