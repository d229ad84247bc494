namespace Microsoft.ML.Data;

/// <summary>Getters whose value type is known at run time only.</summary>
internal static class Getters
{
    /// <summary>The getter as the wanted type, or ML.NET's complaint about a wrong one.</summary>
    public static ValueGetter<TValue> Typed<TValue>(Delegate getter)
        => getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");

    public static Delegate OfColumn(DataViewRow row, DataViewSchema.Column column)
        => Generic.Call<Delegate>(typeof(Getters), nameof(OfColumnCore), [column.Type.RawType], row, column);

    private static ValueGetter<T> OfColumnCore<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);
}
