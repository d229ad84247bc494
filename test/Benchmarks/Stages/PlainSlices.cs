namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Sliced potentials as one would first write them: sort with the framework, then walk both measures' atoms; ties as they fall.</summary>
internal static class PlainSlices
{
    public static void Accumulate(TransportProblem problem, SlicingDirections directions, double[] coefficients, double[] f)
    {
        float[] s = new float[problem.SourceCount], t = new float[problem.TargetCount], unsorted = new float[Math.Max(s.Length, t.Length)];
        int[] sourceOrder = new int[s.Length], targetOrder = new int[t.Length];
        var potential = new double[s.Length];
        ReadOnlySpan<double> a = problem.Source.Weights, b = problem.Target.Weights;
        for (int l = 0; l < directions.Count; l++)
        {
            Project(problem.Source.Support, directions[l], unsorted);
            Sort(unsorted.AsSpan(0, s.Length), s, sourceOrder);
            Project(problem.Target.Support, directions[l], unsorted);
            Sort(unsorted.AsSpan(0, t.Length), t, targetOrder);

            int j = 0;
            double sourceMass = 0, targetMass = b[targetOrder[0]], mean = 0;
            potential[0] = 0;
            for (int i = 0; i + 1 < s.Length; i++)
            {
                sourceMass += a[sourceOrder[i]];
                while (targetMass < sourceMass && j + 1 < t.Length)
                    targetMass += b[targetOrder[++j]];
                double before = (double)s[i] - t[j], after = (double)s[i + 1] - t[j];
                potential[i + 1] = potential[i] + (after * after) - (before * before);
                mean += a[sourceOrder[i + 1]] * potential[i + 1];
            }

            for (int i = 0; i < s.Length; i++)
                f[sourceOrder[i]] += coefficients[l] * (potential[i] - mean);
        }
    }

    public static void Project(Support support, ReadOnlySpan<float> direction, Span<float> positions)
    {
        ReadOnlySpan<float> coordinates = support.Coordinates;
        for (int i = 0; i < support.Count; i++)
        {
            float sum = 0;
            for (int k = 0; k < direction.Length; k++)
                sum += direction[k] * coordinates[(i * direction.Length) + k];
            positions[i] = sum;
        }
    }

    public static void Sort(ReadOnlySpan<float> positions, float[] sorted, int[] order)
    {
        positions.CopyTo(sorted);
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order);
    }
}
