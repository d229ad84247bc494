using System.Diagnostics;
using static MLNetContract.Tests.Harness;

namespace MLNetContract.Tests;

public class PersistenceTests
{
    [Fact]
    public void APipelineComesBack()
    {
        IDataView data = Numbers(3);
        var model = new EstimatorChain<ITransformer>()
            .Append(ML.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Map, "contract.double.v1"))
            .Append(ML.Transforms.CopyColumns("Copy", "Twice"))
            .Append(ML.Transforms.Concatenate("Joined", "Copy", "Value"))
            .Append(ML.Transforms.DropColumns("Twice"))
            .Fit(data);
        ITransformer loaded = SaveAndLoad(model, data.Schema, out DataViewSchema schema);
        Assert.Equal(["Value"], schema.Names());
        Assert.Equal(model.GetOutputSchema(data.Schema).Names(), loaded.GetOutputSchema(schema).Names());
        Assert.Equal([[0, 0], [2, 1], [4, 2]], loaded.Transform(data).GetColumn<float[]>("Joined"));
        Assert.Equal(4, Assert.IsAssignableFrom<IEnumerable<ITransformer>>(loaded).Count());
    }

    [Fact]
    public void ASingleTransformerComesBackAsItself()
    {
        ITransformer copy = ML.Transforms.CopyColumns("A", "Value").Fit(Numbers(1));
        Assert.IsType(copy.GetType(), SaveAndLoad(copy, Numbers(1).Schema, out _));
    }

    [Fact]
    public void NestedChainsAndMappingsComeBackWithTheirTypes()
    {
        ITransformer mapping = ML.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Map, "contract.double.v1").Fit(Numbers(1));
        var nested = new TransformerChain<ITransformer>(new TransformerChain<ITransformer>(mapping), ML.Transforms.CopyColumns("A", "Value").Fit(Numbers(1)));
        var outer = Assert.IsAssignableFrom<IEnumerable<ITransformer>>(SaveAndLoad(nested, null, out _));
        var inner = Assert.IsAssignableFrom<IEnumerable<ITransformer>>(outer.First());
        Assert.IsType<Microsoft.ML.Transforms.CustomMappingTransformer<Number, Doubled>>(inner.Single());
        Assert.IsType<TransformerChain<ITransformer>>(outer);
    }

    [Fact]
    public void ScopesComeBack()
    {
        var model = new EstimatorChain<ITransformer>()
            .Append(ML.Transforms.CopyColumns("A", "Value"), TransformerScope.Training)
            .Append(ML.Transforms.CopyColumns("B", "Value"))
            .Fit(Numbers(1));
        Assert.Equal(["Value", "B"], SaveAndLoad(model, null, out _).Transform(Numbers(1)).Schema.Names());
    }

    [Fact]
    public void SelectedColumnsComeBack()
    {
        IDataView data = Rows(new Sizes());
        ITransformer select = ML.Transforms.SelectColumns("Scalar", "Fixed").Fit(data);
        Assert.Equal(["Scalar", "Fixed"], SaveAndLoad(select, null, out _).GetOutputSchema(data.Schema).Names());
    }

    [Fact]
    public void TheSchemaComesBackWithItsTypes()
    {
        IDataView data = Rows(new BindingTests.Mixed());
        SaveAndLoad(ML.Transforms.CopyColumns("A", "Field").Fit(data), data.Schema, out DataViewSchema schema);
        Assert.Equal(data.Schema.Select(c => (c.Name, c.Type)), schema.Select(c => (c.Name, c.Type)));
    }

    [Fact]
    public void HiddenColumnsOfTheSchemaStayHidden()
    {
        IDataView data = ML.Transforms.CopyColumns("Value", "Value").Fit(Numbers(1)).Transform(Numbers(1));
        SaveAndLoad(ML.Transforms.CopyColumns("A", "Value").Fit(data), data.Schema, out DataViewSchema schema);
        Assert.Equal(["(Value)", "Value"], schema.Names());
    }

    [Fact]
    public void TheSchemaMayBeNull()
    {
        SaveAndLoad(ML.Transforms.CopyColumns("A", "Value").Fit(Numbers(1)), null, out DataViewSchema schema);
        Assert.Null(schema);
    }

    [Fact]
    public void AMappingWithoutContractNameCannotBeSaved()
    {
        ITransformer mapping = ML.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Map, null).Fit(Numbers(1));
        var error = Assert.ThrowsAny<Exception>(() => ML.Model.Save(mapping, null, new MemoryStream()));
        Assert.Contains("Empty contract name for a transform: the transform cannot be saved", Innermost(error).Message);
    }

    [Fact]
    public void AnUnknownContractThrowsWhenLoaded()
    {
        ITransformer mapping = ML.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Map, "contract.unknown").Fit(Numbers(1));
        var error = Assert.ThrowsAny<Exception>(() => SaveAndLoad(mapping, null, out _));
        Assert.Contains("Unable to locate an extension for the contract 'contract.unknown'. Ensure you have called ComponentCatalog.RegisterAssembly", Innermost(error).Message);
    }

    [Fact]
    public void AWrapperSavesWhatItWraps()
    {
        ITransformer inner = ML.Transforms.CopyColumns("A", "Value").Fit(Numbers(1));
        ITransformer loaded = SaveAndLoad(new TransformerChain<ITransformer>(new Wrapper(inner)), Numbers(1).Schema, out _);
        Assert.Equal(["Value", "A"], loaded.GetOutputSchema(Numbers(1).Schema).Names());
        Assert.IsType(inner.GetType(), SaveAndLoad(new Wrapper(inner), null, out _));
    }

    [Fact]
    public void FilesAndStreamsHoldTheSame()
    {
        ITransformer copy = ML.Transforms.CopyColumns("A", "Value").Fit(Numbers(1));
        string path = Path.GetTempFileName();
        try
        {
            ML.Model.Save(copy, Numbers(1).Schema, path);
            using (FileStream stream = File.OpenRead(path))
            {
                ML.Model.Load(stream, out DataViewSchema schema);
                Assert.Equal(["Value"], schema.Names());
                Assert.True(stream.CanRead);
            }

            Assert.Equal(["Value", "A"], ML.Model.Load(path, out DataViewSchema input).GetOutputSchema(input).Names());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AnythingElseIsNotAModelFile()
    {
        Assert.Throws<FormatException>(() => ML.Model.Load(new MemoryStream("Not a model file, and long enough to hold a header."u8.ToArray()), out _));
        Assert.Throws<FormatException>(() => ML.Model.Load(new MemoryStream(), out _));
    }

#if MLNET_STANDIN
    [Fact]
    public void AFileOfMLNetIsRefusedByName()
    {
        var error = Assert.Throws<FormatException>(() => ML.Model.Load(new MemoryStream("PK\u0003\u0004 and so on, as zip archives start"u8.ToArray()), out _));
        Assert.Contains("This model file was written by ML.NET", error.Message);
    }

    [Fact]
    public void ATruncatedFileIsRefused()
    {
        using var stream = new MemoryStream();
        ML.Model.Save(ML.Transforms.CopyColumns("A", "Value").Fit(Numbers(1)), Numbers(1).Schema, stream);
        byte[] file = stream.ToArray();
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<FormatException>(() => ML.Model.Load(new MemoryStream(file[..length]), out _));
    }
#endif

    [Fact]
    public void TheFactoryIsFoundInAFreshProcess()
    {
        string path = Path.GetTempFileName();
        try
        {
            ML.Model.Save(
                ML.Transforms.CustomMapping<Number, Doubled>(DoublingFactory.Map, "contract.double.v1").Fit(Numbers(1)),
                Numbers(1).Schema, path);
            var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
            {
                ArgumentList = { typeof(PersistenceTests).Assembly.Location, path },
                RedirectStandardOutput = true,
                RedirectStandardError = true
            };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(("6 1", ""), (output, errors));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class Wrapper(ITransformer inner) : ITransformer
    {
        public bool IsRowToRowMapper => inner.IsRowToRowMapper;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IDataView Transform(IDataView input) => inner.Transform(input);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

        public void Save(ModelSaveContext ctx) => inner.Save(ctx);
    }
}
