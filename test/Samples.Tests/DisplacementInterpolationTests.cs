using Samples.Shared;

namespace Samples.Tests;

public sealed class DisplacementInterpolationTests
{
    private static readonly (float X, float Y)[] Corners = [(0, 1), (1, 1), (0, 0), (1, 0)];

    [Theory]
    [InlineData(0f)]
    [InlineData(0.37f)]
    [InlineData(1f)]
    public void NoMassIsLostOnTheWay(float t)
    {
        DisplacementInterpolation motion = new(Corners, Corners, pixels: 2, refinement: 4);
        float[] plan = [0.1f, 0, 0, 0.2f, 0, 0.3f, 0, 0, 0.05f, 0, 0.15f, 0, 0, 0, 0, 0.2f];

        Assert.Equal(1, motion.Frame(plan, t).Sum(), 1e-5);
    }

    [Fact]
    public void MassThatCrossesThePictureIsInTheMiddleHalfWay()
    {
        DisplacementInterpolation motion = new(Corners, Corners, pixels: 2, refinement: 4);
        var plan = new float[16];
        plan[3] = 1;

        (double start, double half, double end) = (CentreColumn(motion, plan, 0), CentreColumn(motion, plan, 0.5f), CentreColumn(motion, plan, 1));

        Assert.Equal(4, start, 1e-4);
        Assert.Equal(6, half, 1e-4);
        Assert.Equal(8, end, 1e-4);
    }

    private static double CentreColumn(DisplacementInterpolation motion, float[] plan, float t)
    {
        float[] frame = motion.Frame(plan, t);
        return frame.Select((mass, at) => (double)mass * (at % motion.FrameSide)).Sum() / frame.Sum();
    }
}
