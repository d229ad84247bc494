using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>A column of feature vectors of known size.</summary>
internal static class FeatureColumn
{
    /// <summary>Its number of slots.</summary>
    /// <param name="schema">The view's schema.</param>
    /// <param name="name">The column.</param>
    /// <param name="view">What a message calls the view.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, no vector of Single, or of unknown size.</exception>
    public static int Size(DataViewSchema schema, string name, string view, string parameter)
    {
        CheckReserved(schema.Select(c => c.Name), parameter);
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            throw new ArgumentOutOfRangeException(
                parameter,
                $"Could not find column '{name}' in {view}, which has: {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => c.Name))}. Name the column, or join features by Transforms.Concatenate.");
        }

        if (column.Type is not VectorDataViewType vector || !vector.ItemType.Equals(NumberDataViewType.Single))
            throw WrongType(name, view, column.Type.ToString()!, parameter);
        if (!vector.IsKnownSize)
        {
            throw new ArgumentOutOfRangeException(
                parameter, $"Column '{name}' of {view} is a vector of unknown size; give it one by [VectorType(size)] in the row class, or by Transforms.Concatenate.");
        }

        return vector.Size <= CouplingChain.MaximumFixedSize
            ? vector.Size
            : throw new ArgumentOutOfRangeException(parameter, $"Column '{name}' of {view} has {vector.Size} slots; at most {CouplingChain.MaximumFixedSize} are mapped.");
    }

    /// <summary>The same of a shape, which knows no sizes.</summary>
    public static void Check(SchemaShape shape, string name)
    {
        CheckReserved(shape.Select(c => c.Name), nameof(shape));
        SchemaShape.Column column = shape.FirstOrDefault(c => c.Name == name);
        if (column.Name is null)
            throw new ArgumentOutOfRangeException(nameof(shape), $"Could not find column '{name}'. Present are: {string.Join(", ", shape.Select(c => c.Name))}.");
        if (column.Kind != SchemaShape.Column.VectorKind.Vector || !column.ItemType.Equals(NumberDataViewType.Single) || column.IsKey)
            throw WrongType(name, "the view", $"{column.Kind} of {column.ItemType}", nameof(shape));
    }

    private static void CheckReserved(IEnumerable<string> names, string parameter)
    {
        string? clash = names.FirstOrDefault(n => n.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal));
        if (clash is not null)
            throw new ArgumentOutOfRangeException(parameter, $"Column '{clash}' begins with '{ReservedColumns.Prefix}', which is reserved. Rename it before this step.");
    }

    private static ArgumentOutOfRangeException WrongType(string name, string view, string type, string parameter) => new(
        parameter,
        $"Column '{name}' of {view} has type {type} where a vector of Single of known size is needed. "
        + "Join columns by Transforms.Concatenate, convert numbers by Transforms.Conversion.ConvertType, encode categories by Transforms.Categorical.OneHotEncoding.");
}
