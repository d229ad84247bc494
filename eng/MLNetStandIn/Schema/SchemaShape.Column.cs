using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class SchemaShape
{
#pragma warning disable IDE0250 // ML.NET declares a struct that is not readonly.
    public struct Column
#pragma warning restore IDE0250
    {
        public readonly string Name;

        public readonly VectorKind Kind;

        public readonly DataViewType ItemType;

        public readonly bool IsKey;

        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind kind, DataViewType itemType, SchemaShape? annotations = null)
        {
            Name = name;
            Kind = kind;
            ItemType = itemType;
            IsKey = false;
            Annotations = annotations ?? new SchemaShape([]);
        }

        public enum VectorKind
        {
            Scalar = 0,
            Vector = 1,
            VariableVector = 2
        }

        internal static Column Of(string name, DataViewType type, SchemaShape? annotations = null)
            => type is VectorDataViewType vector
                ? new Column(name, vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector, vector.ItemType, annotations)
                : new Column(name, VectorKind.Scalar, type, annotations);

        internal string TypeText => Kind switch
        {
            VectorKind.Vector => $"Vector<{ItemType}>",
            VectorKind.VariableVector => $"VarVector<{ItemType}>",
            _ => ItemType.ToString()!
        };
    }
}
