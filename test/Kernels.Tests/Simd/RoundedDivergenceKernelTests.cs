using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests.Simd;

public unsafe class RoundedDivergenceKernelTests
{
    [Theory]
    [InlineData(0, 0.9)]
    [InlineData(1e-9, 1e-9)]
    [InlineData(1e-4, 1e-3)]
    [InlineData(0.019, 0.021)]
    [InlineData(0.5, 0.5)]
    public void EveryWidthAgreesWithPlainLoops(double cut, double remainder)
    {
        Check(new RoundedDivergenceKernel<DoubleScalar, SingleScalar>(), cut, remainder);
        Check(new RoundedDivergenceKernel<Double128, Single128>(), cut, remainder);
        Check(new RoundedDivergenceKernel<Double256, Single256>(), cut, remainder);
        Check(new RoundedDivergenceKernel<Double512, Single512>(), cut, remainder);
        Check(RoundedDivergenceKernel.Instance, cut, remainder);
    }

    private static void Check(RoundedDivergenceKernel kernel, double cut, double remainder)
    {
        var random = new Random(1);
        const int Count = 48;
        double* plan = stackalloc double[Count];
        double* costs = stackalloc double[Count];
        double* offsets = stackalloc double[Count];
        double* scales = stackalloc double[Count];
        double* missing = stackalloc double[Count];
        double* logWeights = stackalloc double[Count];
        double expectedPrimal = 0;
        double expected = 0;
        for (int j = 0; j < Count; j++)
        {
            costs[j] = random.NextDouble() * (j % 7 == 0 ? 500 : 5);
            offsets[j] = -random.NextDouble();
            scales[j] = 1 - (cut * random.NextDouble());
            missing[j] = random.NextDouble() / Count;
            logWeights[j] = -5 * random.NextDouble();
            double logarithm = Math.Log(2) * (0.5 + offsets[j] - (3 * costs[j]));
            plan[j] = Math.Exp(logarithm);
            double rounded = (plan[j] * (1 - cut) * scales[j]) + (remainder * missing[j]);
            double change = (rounded - plan[j]) / plan[j];
            double term = Math.Abs(change) < 1e-3
                ? plan[j] * change * change * (0.5 - (change / 6) + (change * change / 12))
                : (rounded * (Math.Log(rounded) - logarithm)) - rounded + plan[j];
            if (rounded > 0)
            {
                expected += term;
                expectedPrimal += rounded * (costs[j] + ((Math.Log(rounded) - (Math.Log(2) * (logWeights[j] - 2))) / (3 * Math.Log(2))));
            }
        }

        double actual = kernel.Row(
            plan, costs, offsets, logWeights, scales, missing, Count, new RoundedRow(1 - cut, remainder, 0.5, -2, 3), out double primal);
        Assert.Equal(expectedPrimal, primal, 1e-12 * Math.Abs(expectedPrimal));
        Assert.Equal(expected, actual, (1e-7 * expected) + 1e-15);
    }
}
