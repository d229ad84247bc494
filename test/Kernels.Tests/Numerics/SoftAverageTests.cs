using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Kernels.Tests;

public unsafe class SoftAverageTests
{
    public static TheoryData<int, int, double> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, double>();
            int[] counts = [1, 2, 7, 15, 16, 17, 63, 64, 65, 127, 128, 129, 255, 257, 700];
            foreach (int m in counts)
                shapes.Add(m, 1 + (m % 6), m % 3 == 0 ? 20 : 1);
            shapes.Add(300, 64, 0.3);
            shapes.Add(500, 3, 200);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryWidthAgreesWithTheScalarReference(int m, int d, double magnitude)
    {
        var generator = new SeededGenerator((ulong)(m + d));
        float[] offsets = Normals(m, magnitude), axes = Normals(m * d, 1), factors = Normals(d, magnitude), additions = Normals(m, 2);

        // Points without mass, and blocks far below the rest and above what came before.
        offsets[m / 2] = -1e30f;
        offsets[0] = 0;
        for (int j = 256; j < m; j++)
            offsets[j] += j < 384 ? -1000 : 500;
        var average = new SoftAverage(offsets, axes);
        Assert.Equal((m, d), (average.Count, average.Dimension));
        foreach (bool adds in (bool[])[false, true])
        {
            double[] exponents = new double[m], expected = new double[d];
            for (int j = 0; j < m; j++)
            {
                exponents[j] = offsets[j] + (adds ? additions[j] : 0.0);
                for (int k = 0; k < d; k++)
                    exponents[j] += (double)factors[k] * axes[(k * m) + j];
            }

            double largest = exponents.Max(), sum = exponents.Sum(e => Math.Exp(e - largest));
            for (int k = 0; k < d; k++)
                expected[k] = Enumerable.Range(0, m).Sum(j => Math.Exp(exponents[j] - largest) / sum * axes[(k * m) + j]);
            float[] none = [], chosen = new float[d], inPlace = [.. factors];
            average.Compute(factors, adds ? additions : none, chosen);
            average.Compute(inPlace, adds ? additions : none, inPlace);
            AssertClose(expected, chosen);
            Assert.Equal(chosen, inPlace);
            var given = new float[m];
            average.WriteExponents(factors, adds ? additions : none, given);
            for (int j = 0; j < m; j++)
                Assert.Equal(exponents[j], given[j], 1e-6 * Math.Max(10 * magnitude, Math.Abs(exponents[j])));
            average.Compute(given, chosen);
            AssertClose(expected, chosen);
            AssertClose(expected, Width<SingleScalar>());
            AssertClose(expected, Width<Single128>());
            AssertClose(expected, Width<Single256>());
            AssertClose(expected, Width<Single512>());

            float[] Width<TLanes>()
                where TLanes : unmanaged, ILanes<TLanes, float>
            {
                var result = new float[d];
                fixed (float* f = factors, a = adds ? additions : null, r = result)
                    average.Compute<TLanes>(f, a, null, r);
                return result;
            }
        }

        float[] Normals(int count, double size) => [.. Enumerable.Range(0, count).Select(_ => (float)(size * generator.NextNormal()))];

        void AssertClose(double[] expected, float[] actual)
        {
            // Exponents carry rounding of their own size, and so do the weights.
            for (int k = 0; k < d; k++)
                Assert.Equal(expected[k], actual[k], 2e-6 * Math.Max(5, 20 * magnitude));
        }
    }
}
