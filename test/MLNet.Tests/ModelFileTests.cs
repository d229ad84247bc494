namespace Microsoft.ML.SlicedOT.Tests;

public class ModelFileTests
{
    private static readonly MLContext Context = new(1);
    private readonly IDataView _view = TestPairs.View(Context, "points/regression", rows: 1);

    private readonly byte[] _file;
    private readonly string[] _columns;
    private readonly string[] _expected;

    public ModelFileTests()
    {
        CouplingTransformer fitted = SmallModels.Estimator(Context, "points/regression", o =>
        {
            var predict = (PredictCouplingOptions)o;
            predict.Features = new FeatureOptions { NumberOfDirections = 1, RandomFourierFeatures = 0, Monomials = false };
        }).Fit(_view);
        using var stream = new MemoryStream();
        Context.Model.Save(fitted, _view.Schema, stream);
        _file = stream.ToArray();
        IDataView output = fitted.Transform(_view);
        _columns = [.. output.Schema.Where(c => !c.IsHidden).Select(c => c.Name)];
        _expected = ViewSnapshot.Of(output, _columns);
    }

    [Fact]
    public void ATruncatedFileIsAnError()
    {
        for (int length = _file.Length - 1; length >= 0; length -= 7)
            AssertRefusedOrUnchanged(_file[..length], $"cut to {length} of {_file.Length} bytes");
    }

    [Fact]
    public void AFlippedByteNeverChangesANumber()
    {
        for (int position = 0; position < _file.Length; position += 3)
        {
            byte[] damaged = [.. _file];
            damaged[position] ^= (byte)(1 + (position % 255));
            AssertRefusedOrUnchanged(damaged, $"byte {position} of {_file.Length} flipped");
        }
    }

    [Fact]
    public void AFileOfALaterFormatVersionSaysSo()
    {
        CouplingTransformer fitted = SmallModels.Estimator(Context, "points/solve").Fit(_view);
        string later = CouplingParametersFormat.ToText(fitted.Parameters).Replace($"SlicedOT/{ParametersText.Version}/", $"SlicedOT/{ParametersText.Version + 1}/", StringComparison.Ordinal);
        ITransformer loaded = SmallModels.Reload(Context, CouplingChain.Create(Context, fitted.Parameters.Layout, later).Fit(_view), _view.Schema);
        Thrown.Says(() => ViewSnapshot.Of(loaded.Transform(_view)), $"format version {ParametersText.Version + 1}", $"up to {ParametersText.Version}", "Update");
        Thrown.Says(() => Context.SlicedOT().Restore(loaded), $"format version {ParametersText.Version + 1}", "Update");
    }

    [Fact]
    public void ATextThatIsNotOursIsRefused()
    {
        string text = CouplingParametersFormat.ToText(SmallModels.Estimator(Context, "points/solve").Fit(_view).Parameters);
        foreach (string damaged in (string[])["", "SlicedOT", "SlicedOT/1/0//", "SlicedOT/x/0//", text[..^4], text + "AAAA", text.Replace('A', 'B')])
            Assert.Throws<InvalidDataException>(() => CouplingParametersFormat.FromText(damaged));
        Assert.Equal(text, CouplingParametersFormat.ToText(CouplingParametersFormat.FromText(text)));
    }

    private void AssertRefusedOrUnchanged(byte[] file, string how)
    {
        string[] actual;
        try
        {
            ITransformer loaded = Context.Model.Load(new MemoryStream(file), out _);
            actual = ViewSnapshot.Of(loaded.Transform(_view), _columns);
        }
        catch (Exception)
        {
            return;
        }

        Assert.True(_expected.SequenceEqual(actual), $"A model file with {how} gave other numbers:\n{string.Join('\n', actual)}\ninstead of\n{string.Join('\n', _expected)}");
    }
}
