using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;

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
            (predict.NumberOfDirections, predict.RandomFourierFeatures, predict.Monomials) = (1, 0, false);
        }).Fit(_view);
        using var stream = new MemoryStream();
        Context.Model.Save(fitted, _view.Schema, stream);
        _file = stream.ToArray();
        IDataView output = fitted.Transform(_view);
        _columns = [.. output.Schema.Where(c => !c.IsHidden).Select(c => c.Name)];
        _expected = ViewSnapshot.Of(output, _columns);
    }

    [Fact]
    public void ATruncatedFileIsAnErrorAtEveryLength()
    {
        for (int length = 0; length < _file.Length; length++)
            AssertRefusedOrUnchanged(_file[..length], $"cut to {length} of {_file.Length} bytes");
    }

    [Fact]
    public void AFlippedByteNeverChangesANumber()
    {
        for (int position = 0; position < _file.Length; position++)
        {
            byte[] damaged = [.. _file];
            damaged[position] ^= (byte)(1 + (position % 255));
            AssertRefusedOrUnchanged(damaged, $"byte {position} of {_file.Length} flipped");
        }
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
