namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public class AndersonMixerTests
{
    /// <summary>On an affine map in q dimensions, q differences span everything: the fixed point is reached in q + 2 steps.</summary>
    [Fact]
    public void AnAffineMapIsSolvedOnceItsDimensionIsSpanned()
    {
        const int Dimension = 5;
        double[] rates = [0.99, 0.9, 0.5, -0.3, 0.97];
        double[] fixedPoint = [1, -2, 3, 0.5, 4];
        double[] weights = [0.1, 0.3, 0.2, 0.25, 0.15];
        var mixer = new AndersonMixer();
        mixer.Reset(weights, memory: 12, largestStep: double.PositiveInfinity);
        var iterate = new double[Dimension];
        for (int step = 0; step < Dimension + 2; step++)
            mixer.Next(iterate, Image(iterate));

        for (int k = 0; k < Dimension; k++)
            Assert.Equal(fixedPoint[k], iterate[k], 1e-5);

        double[] Image(double[] x) => x.Select((value, k) => fixedPoint[k] + (rates[k] * (value - fixedPoint[k]))).ToArray();
    }

    [Fact]
    public void RepeatedStepsThatTeachNothingDoNoHarm()
    {
        double[] weights = [0.5, 0.5, 0];
        var mixer = new AndersonMixer();
        mixer.Reset(weights, memory: 4, largestStep: double.PositiveInfinity);
        double[] iterate = [1, 2, 3];
        for (int step = 0; step < 10; step++)
            mixer.Next(iterate, [1, 2, 3]);
        Assert.Equal([1.0, 2, 3], iterate);
    }

    [Fact]
    public void AMemoryWhoseSquareWrapsSpoilsNoLaterReset()
    {
        double[] weights = [0.5, 0.5];
        var mixer = new AndersonMixer();
        mixer.Reset(weights, 2, 1);
        Assert.Throws<OverflowException>(() => mixer.Reset([0.5, 0.5], 65_536, 1));
        mixer.Reset(weights, 12, 1);
        double[] iterate = [1, -1];
        for (int step = 0; step < 5; step++)
            mixer.Next(iterate, [0.5 * iterate[0], 0.25 * iterate[1]]);
        Assert.All(iterate, static x => Assert.Equal(0, x, 1e-6));
    }
}
