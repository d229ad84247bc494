using System.Reflection;

namespace MLNetContract.Tests.Surface;

public class SurfaceTests
{
    // The line of this type is not in the list, because its interfaces changed between versions. Its members are.
    private const string Unlisted = "Microsoft.ML.Data.VBuffer<T>";

#if MLNET_STANDIN
    [Fact]
    public void TheStandInHasNothingThatMLNetHasNot()
        => Assert.Equal([], LinesOf([typeof(MLContext).Assembly]).Except(PublicApi.Lines));

    [Fact]
    public void TheComparisonSeesTheWholeStandIn()
    {
        string[] lines = [.. LinesOf([typeof(MLContext).Assembly])];
        Assert.InRange(lines.Length, 300, PublicApi.Lines.Count);
        Assert.Contains("Microsoft.ML.MLContext; constructor; public .ctor(System.Nullable<System.Int32> seed = default)", lines);
    }
#else
    /// <summary>Shows that the list and the way signatures are written agree with ML.NET itself.</summary>
    [Fact]
    public void MLNetHasEverythingOnTheList()
    {
        Assert.Equal([], PublicApi.Lines.Except(LinesOf(PublicApi.Assemblies.Select(Assembly.Load))));
    }
#endif

    private static IEnumerable<string> LinesOf(IEnumerable<Assembly> assemblies)
        => assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsVisible).SelectMany(type =>
        {
            IEnumerable<string> members = SignatureRenderer.MemberLines(type);
            return SignatureRenderer.Name(type) == Unlisted ? members : members.Prepend(SignatureRenderer.TypeLine(type));
        });
}
