using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A field or property of a row class, and the column it stands for.</summary>
internal sealed class RowMember(MemberInfo member, string columnName, DataViewType columnType)
{
    public MemberInfo Member => member;

    public string ColumnName => columnName;

    public DataViewType ColumnType => columnType;

    public Type MemberType => MemberTypeOf(member);

    /// <summary>Whether values of a column of this type can be put into the member: vector lengths do not matter.</summary>
    public bool Accepts(DataViewType type)
    {
        Type item = ItemTypeOf(member, out bool isVector);
        return type is VectorDataViewType vector
            ? isVector && vector.ItemType.RawType == item
            : !isVector && type.RawType == item;
    }

    public static Type MemberTypeOf(MemberInfo member)
        => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    /// <summary>The column type that a member's type and attributes ask for.</summary>
    public static DataViewType ColumnTypeOf(MemberInfo member)
    {
        Type item = ItemTypeOf(member, out bool isVector);
        PrimitiveDataViewType itemType = PrimitiveDataViewType.FromRawType(item)!;
        var vectorType = member.GetCustomAttribute<VectorTypeAttribute>();
        Check.Parameter(isVector || vectorType is null, "userType",
            $"Member {member.Name} marked with {nameof(VectorTypeAttribute)}, but does not appear to be a vector type");
        if (!isVector)
            return itemType;
        return vectorType?.Dimensions is { Length: > 0 } dimensions
            ? new VectorDataViewType(itemType, dimensions)
            : new VectorDataViewType(itemType);
    }

    private static Type ItemTypeOf(MemberInfo member, out bool isVector)
    {
        Type type = MemberTypeOf(member);
        bool isBuffer = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>);
        isVector = type.IsArray || isBuffer;
        Type item = type.IsArray ? type.GetElementType()! : isBuffer ? type.GetGenericArguments()[0] : type;
        return PrimitiveDataViewType.FromRawType(item)?.RawType
            ?? throw new ArgumentOutOfRangeException("rawType",
                $"Could not determine an IDataView type and registered custom types for member {member.Name}");
    }
}
