using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The columns that a row class stands for.</summary>
internal sealed class RowShape
{
    private RowShape(RowMember[] members)
    {
        Members = members;
        Schema = DataViewSchema.Of(members.Select(m => new DataViewSchema.DetachedColumn(m.ColumnName, m.ColumnType)));
    }

    public RowMember[] Members { get; }

    public DataViewSchema Schema { get; }

    public static RowShape Of(Type rowType, SchemaDefinition.Direction direction)
        => Of(rowType, SchemaDefinition.Create(rowType, direction));

    public static RowShape Of(Type rowType, SchemaDefinition? definition, SchemaDefinition.Direction direction)
        => definition is null ? Of(rowType, direction) : Of(rowType, definition);

    private static RowShape Of(Type rowType, SchemaDefinition definition)
        => new([.. definition.Select(column => Bind(rowType, column))]);

    private static RowMember Bind(Type rowType, SchemaDefinition.Column column)
    {
        MemberInfo member = (MemberInfo?)rowType.GetField(column.MemberName) ?? rowType.GetProperty(column.MemberName)
            ?? throw new ArgumentOutOfRangeException("userSchemaDefinition",
                $"No field or property with name '{column.MemberName}' found in type '{rowType.FullName}'");
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        DataViewType type = column.ColumnType ?? RowMember.ColumnTypeOf(member);
        var bound = new RowMember(member, name, type);
        if (bound.Accepts(type))
            return bound;

        DataViewType own = RowMember.ColumnTypeOf(member);
        string message = (type is VectorDataViewType) != (own is VectorDataViewType)
            ? $"Column '{name}' is supposed to be {Shape(type)}, but type of associated field '{column.MemberName}' is {Shape(own)}"
            : $"Column '{name}' is supposed to have item type {Item(type)}, but associated field has type {Item(own)}";
        throw new ArgumentOutOfRangeException("userSchemaDefinition", message);
    }

    private static string Shape(DataViewType type) => type is VectorDataViewType ? "vector" : "scalar";

    private static Type Item(DataViewType type) => (type as VectorDataViewType)?.ItemType.RawType ?? type.RawType;
}
