using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected OneToOneTransformerBase(string outputColumnName, string inputColumnName)
    {
        Check.NonEmpty(inputColumnName, "columns");
        Check.NonEmpty(outputColumnName, "columns");
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName;
    }

    private protected string OutputColumnName { get; }

    private protected string InputColumnName { get; }

    private protected DataViewSchema.Column FindInput(DataViewSchema schema)
        => schema.GetColumnOrNull(InputColumnName) ?? throw Check.MissingColumn("inputSchema", "input", InputColumnName);
}
