using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.ML.Data;

namespace Microsoft.ML.SlicedOT.Tests;

/// <summary>The table of output columns is what the schema, the row classes, the prediction class and the documentation say.</summary>
public partial class OutputColumnTests
{
    private static readonly MLContext Context = new(1);

    private static readonly Dictionary<OutputGroup, Type> RowClasses = new()
    {
        [OutputGroup.Potentials] = typeof(PotentialColumns),
        [OutputGroup.Certificate] = typeof(CertificateColumns),
        [OutputGroup.Coupling] = typeof(CouplingColumns),
        [OutputGroup.Projection] = typeof(ProjectionColumns),
        [OutputGroup.Cost] = typeof(CostColumns),
        [OutputGroup.Plan] = typeof(PlanColumns),
        [OutputGroup.Embedding] = typeof(EmbeddingColumns),
        [OutputGroup.Matches] = typeof(MatchColumns),
        [OutputGroup.Masses] = typeof(MassColumns),
    };

    [Fact]
    public void TheSchemaIsTheTable()
    {
        IDataView view = TestPairs.View(Context, "points/solve");
        DataViewSchema schema = SmallModels.Estimator(Context, "points/solve").Fit(view).GetOutputSchema(view.Schema);
        Assert.Equal(OutputColumn.All.Select(c => c.Name), schema.Skip(view.Schema.Count).Where(c => !c.IsHidden).Select(c => c.Name));
        foreach (OutputColumn column in OutputColumn.All)
        {
            DataViewType type = schema[column.Name].Type;
            Assert.Equal(column.Size is not null, type is VectorDataViewType);
            Assert.Equal(column.Type == typeof(string) ? typeof(ReadOnlyMemory<char>) : column.Type, type.RawType);
        }
    }

    [Fact]
    public void EveryColumnIsComputedByTheMappingOfItsGroup()
    {
        foreach (OutputGroup group in Enum.GetValues<OutputGroup>())
        {
            IEnumerable<(string, Type)> fields = RowClasses[group].GetFields()
                .Select(f => ((string)f.GetCustomAttributesData().Single(a => a.AttributeType == typeof(ColumnNameAttribute)).ConstructorArguments[0].Value!, f.FieldType))
                .Where(f => !ReservedColumns.TemporaryPotentials.Contains(f.Item1));
            Assert.Equal(
                OutputColumn.All.Concat(OutputColumn.Costs).Concat(OutputColumn.Plans).Concat(OutputColumn.Embeddings).Where(c => c.Group == group).Select(c => (c.Reserved, c.Type)).OrderBy(f => f.Reserved, StringComparer.Ordinal),
                fields.OrderBy(f => f.Item1, StringComparer.Ordinal));
        }
    }

    [Fact]
    public void ThePredictionClassHasEveryColumn()
    {
        Dictionary<string, Type> properties = typeof(CouplingPrediction).GetProperties().ToDictionary(p => p.Name, p => p.PropertyType);
        Assert.Equal(OutputColumn.All.Select(c => c.Name).Order(StringComparer.Ordinal), properties.Keys.Order(StringComparer.Ordinal));
        foreach (OutputColumn column in OutputColumn.All)
            Assert.Contains(properties[column.Name], (Type[])[column.Type, .. column.Size is null ? Type.EmptyTypes : [column.Type == typeof(VBuffer<int>) ? typeof(int[]) : typeof(float[])]]);
    }

    [Fact]
    public void TheReadmeHasTheTables()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).ReplaceLineEndings("\n");
        foreach (IReadOnlyList<OutputColumn> columns in (IReadOnlyList<OutputColumn>[])[OutputColumn.All, OutputColumn.Costs, OutputColumn.Plans])
        {
            string table = string.Concat(columns.Select(c => $"| `{c.Name}` | {c.Description} |\n"));
            Assert.True(readme.Contains("| column | what |\n|---|---|\n" + table + "\n", StringComparison.Ordinal), "README's table of output columns should be\n" + table);
        }
    }

    [Fact]
    public void ThePropertiesOfThePredictionClassAreDocumentedAlike()
    {
        var documentation = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Microsoft.ML.SlicedOT.xml"));
        var members = documentation.Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);
        Assert.All(OutputColumn.All, c => Assert.Equal(c.Description, Text(members[$"P:{typeof(CouplingPrediction).FullName}.{c.Name}"].Element("summary")!)));
        Assert.All(OutputColumn.Costs, c => Assert.Equal(c.Description, Text(members[$"P:{typeof(TransportCostPrediction).FullName}.{c.Name}"].Element("summary")!)));
    }

    private static string Text(XElement summary)
    {
        foreach (XElement reference in summary.Descendants("see").ToArray())
            reference.ReplaceWith(reference.Attribute("cref")!.Value.Split('.', ':')[^1]);
        return WhiteSpace().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
