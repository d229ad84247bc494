using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// Everything that can be wrong with a schema, said in the user's own column names; ML.NET's messages would speak of reserved ones.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>Checks a schema's shape, as <c>GetOutputSchema(SchemaShape)</c> has it: no sizes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public static void Check(SchemaShape schema, ColumnLayout layout)
    {
        ArgumentNullException.ThrowIfNull(schema);
        foreach (InputColumn input in layout.Inputs)
        {
            SchemaShape.Column? found = null;
            foreach (SchemaShape.Column column in schema)
                found = column.Name == input.Name ? column : found;
            if (found is not { } present)
                throw Missing(input, schema.Select(c => c.Name));
            bool isVector = present.Kind != SchemaShape.Column.VectorKind.Scalar;
            if (!isVector || present.IsKey || !present.ItemType.Equals(NumberDataViewType.Single))
                throw WrongType(input, isVector ? $"Vector<{present.ItemType}>" : present.ItemType.ToString()!);
        }

        CheckReserved(schema.Select(c => c.Name));
    }

    /// <summary>Checks a view's schema, sizes and dimensions included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, has the wrong type, size or dimension.</exception>
    public static void Check(DataViewSchema schema, ColumnLayout layout)
    {
        ArgumentNullException.ThrowIfNull(schema);
        foreach (InputColumn input in layout.Inputs)
        {
            DataViewType type = Find(schema, input).Type;
            if (type is not VectorDataViewType vector || !vector.ItemType.Equals(NumberDataViewType.Single))
                throw WrongType(input, type.ToString()!);
            if (input.Size > 0 && input.HoldsPoints && (!vector.IsKnownSize || vector.Size != input.Size))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(schema),
                    $"Column '{input.Name}' has type {vector} where the outputs' fixed size asks for {input.Size} slots. Give a column of that size, or fit with FixedSizeOutputs = false.");
            }

            if (input.Size > 0 && vector.IsKnownSize && vector.Size != input.Size)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(schema),
                    $"Column '{input.Name}' has {vector.Size} slots where the fixed support has {input.Size} points; give one {(input.HoldsClasses ? "class" : "weight")} a point.");
            }

            if (input.HoldsPoints && layout.Dimension > 0)
                CheckDimension(input, vector, layout.Dimension);
        }

        CheckReserved(schema.Select(c => c.Name));
    }

    /// <summary>The dimension that the columns' types tell, where <paramref name="layout"/> has none yet.</summary>
    /// <returns>The layout with its dimension.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The types tell none, or two that differ.</exception>
    public static ColumnLayout ReadDimension(DataViewSchema schema, ColumnLayout layout)
    {
        if (layout.Dimension > 0)
            return layout;

        string? namedBy = null;
        int dimension = 0;
        foreach (InputColumn input in layout.Inputs.Where(i => i.HoldsPoints))
        {
            if (Find(schema, input).Type is not VectorDataViewType { Dimensions.Length: 2 } vector || vector.Dimensions[1] == 0)
                continue;
            if (namedBy is not null && vector.Dimensions[1] != dimension)
                throw TwoDimensions(namedBy, dimension, input.Name, vector.Dimensions[1]);
            namedBy = input.Name;
            dimension = vector.Dimensions[1];
        }

        if (namedBy is null)
        {
            throw new ArgumentOutOfRangeException(
                nameof(schema),
                $"The dimension of the points in '{layout.SourcePoints}' and '{layout.TargetPoints}' is unknown: a row is one flat vector. "
                + "Give the argument 'dimension' (2 for points in the plane), or a column type with two dimensions such as [VectorType(100, 2)].");
        }

        return layout with { Dimension = dimension };
    }

    /// <summary>The layout with the numbers of points that the columns' types promise.</summary>
    /// <param name="schema">The schema of the view to fit on.</param>
    /// <param name="layout">The layout, its dimension known.</param>
    /// <param name="isRequired">Whether a type that promises nothing, or more than columns of fixed size can hold, is an error.</param>
    /// <exception cref="ArgumentOutOfRangeException">A type promises none, or more than columns of fixed size can hold.</exception>
    public static ColumnLayout ReadSizes(DataViewSchema schema, ColumnLayout layout, bool isRequired)
    {
        int Count(string? name) => name is null ? 0 : ((schema[name].Type as VectorDataViewType)?.Size / layout.Dimension) ?? 0;
        int n = layout.HasFixedSupports ? layout.SourceCount : Count(layout.SourcePoints);
        int m = layout.HasFixedSupports ? layout.TargetCount : Count(layout.TargetPoints);
        bool areSized = n > 0 && m > 0 && Math.Max((long)n * Math.Max(layout.Dimension, 1), m) <= CouplingChain.MaximumFixedSize;
        bool isCouplingSized = areSized && (long)n * m <= CouplingChain.MaximumFixedSize;
        if (!isRequired)
            return areSized ? layout with { SourceSize = n, TargetSize = m, HasSizedCoupling = isCouplingSized } : layout;

        if (n == 0 || m == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(schema),
                $"Outputs of fixed size need inputs of fixed size, and '{(n == 0 ? layout.SourcePoints : layout.TargetPoints)}' has none. "
                + "Give it a type such as [VectorType(100, 2)], or leave FixedSizeOutputs null.");
        }

        return isCouplingSized
            ? layout with { SourceSize = n, TargetSize = m, HasSizedCoupling = true }
            : throw new ArgumentOutOfRangeException(
                nameof(schema),
                $"A coupling of {n} x {m} points is too large for a column of fixed size (at most {CouplingChain.MaximumFixedSize} slots); leave FixedSizeOutputs null.");
    }

    private static void CheckDimension(InputColumn input, VectorDataViewType vector, int dimension)
    {
        if (vector.Dimensions.Length == 2 && vector.Dimensions[1] > 0 && vector.Dimensions[1] != dimension)
        {
            throw new ArgumentOutOfRangeException(
                nameof(input),
                $"Column '{input.Name}' has type {vector}, that is points of dimension {vector.Dimensions[1]}, where dimension {dimension} was expected. "
                + "Give points of that dimension, or fit another model.");
        }

        if (vector.IsKnownSize && vector.Size % dimension != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(input),
                $"Column '{input.Name}' has {vector.Size} slots, which is not a whole number of points of dimension {dimension}. "
                + "Give dimension times the number of points.");
        }
    }

    /// <summary>Refuses to hide a column of the view behind an output of its name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An output has the name of a column that is there.</exception>
    public static void CheckOutputs(IEnumerable<string> names, IEnumerable<string> outputs)
    {
        string? clash = names.FirstOrDefault(outputs.ToHashSet(StringComparer.Ordinal).Contains);
        if (clash is not null)
        {
            throw new ArgumentOutOfRangeException(
                nameof(names),
                $"The view has a column '{clash}' already, which the output of that name would hide. Give another OutputColumnPrefix, rename or leave out the output by OutputColumnNames, or rename the column with CopyColumns and DropColumns before this step.");
        }
    }

    /// <summary>Refuses weights that a model fitted without them would not read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is a column of weights that the view of the fit had not.</exception>
    public static void CheckUnreadWeights(DataViewSchema schema, ColumnLayout layout)
    {
        foreach (string? name in (string?[])[layout.UnreadSourceWeights, layout.UnreadTargetWeights])
        {
            if (name is not null && schema.GetColumnOrNull(name) is not null)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(schema),
                    $"The view has a column '{name}', and the view that the model was fitted on had none, so that its weights would not be read. Fit on a view that has the column; "
                    + $"or, for uniform weights, fit with {name}ColumnName = \"\" or drop the column with DropColumns before this step.");
            }
        }
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, InputColumn input) =>
        schema.GetColumnOrNull(input.Name) ?? throw Missing(input, schema.Where(c => !c.IsHidden).Select(c => c.Name));

    private static void CheckReserved(IEnumerable<string> names)
    {
        string? clash = names.FirstOrDefault(n => n.StartsWith(ReservedColumns.Prefix, StringComparison.Ordinal));
        if (clash is not null)
        {
            throw new ArgumentOutOfRangeException(
                nameof(names), $"Column '{clash}' begins with '{ReservedColumns.Prefix}', which is reserved. Rename it before this step.");
        }
    }

    private static ArgumentOutOfRangeException Missing(InputColumn input, IEnumerable<string> present) =>
        new("schema", $"Could not find input column '{input.Name}', which should hold {input.Contents}. The view has: {string.Join(", ", present)}. "
            + "Name the column in the catalog method's arguments or rename it with CopyColumns.");

    private static ArgumentOutOfRangeException WrongType(InputColumn input, string type) =>
        new("schema", $"Schema mismatch for input column '{input.Name}': expected a vector of Single with {input.Contents}, got {type}. "
            + Advice(type) + (input.HoldsPoints || input.HoldsClasses ? "" : " Or give \"\" as this column's name for uniform weights."));

    /// <summary>What makes a vector of Single out of a column of some type.</summary>
    private static string Advice(string type) => type switch
    {
        _ when type.Contains("String", StringComparison.Ordinal) || type.Contains("Text", StringComparison.Ordinal) =>
            "Text is not converted: load numbers, with float[] or VBuffer<float> in the row class or DataKind.Single and a range of columns in TextLoader.",
        _ when !type.Contains("Vector", StringComparison.Ordinal) =>
            "Join the scalar columns of a row with Transforms.Concatenate before this step, or use float[] or VBuffer<float> in the row class.",
        _ => "Use float[] or VBuffer<float> in the row class, or Transforms.Conversion.ConvertType before this step.",
    };

    private static ArgumentOutOfRangeException TwoDimensions(string first, int firstDimension, string second, int secondDimension) =>
        new("schema", $"Column '{first}' holds points of dimension {firstDimension} and column '{second}' of dimension {secondDimension}; both must be equal.");
}

/// <summary>One of the user's columns.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reserved">The name the mappings read it under.</param>
/// <param name="Size">The number of slots every row must have; 0 where rows may differ.</param>
/// <param name="HoldsPoints">Whether it holds coordinates rather than weights.</param>
internal readonly record struct InputColumn(string Name, string Reserved, int Size, bool HoldsPoints)
{
    /// <summary>Whether it holds classes.</summary>
    public bool HoldsClasses => Reserved is ReservedColumns.SourceClasses or ReservedColumns.TargetClasses;

    /// <summary>What a message calls the contents.</summary>
    public string Contents => HoldsPoints
        ? "points (coordinates row-major, point after point)"
        : HoldsClasses ? "classes (one a point, equal numbers for one class)" : "weights (one a point)";
}
