namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The squared kernel distance of a target from a mixture of the source's classes, without the bias of self-pairs, and the mixture that is nearest:
/// <c>E(p) = p' M p - 2 p' v + t</c> over the simplex, by exponentiated gradient.
/// </summary>
internal sealed class ClassMixture
{
    private const int Steps = 400;
    private const double StepSize = 0.3;

    /// <summary>Finds the mixture.</summary>
    /// <param name="kernel">N x N.</param>
    /// <param name="weights">N weights.</param>
    /// <param name="total">N; the source's rows come first.</param>
    /// <param name="classes">The class of each source row.</param>
    /// <param name="count">The number of classes.</param>
    public ClassMixture(double[] kernel, double[] weights, int total, int[] classes, int count)
    {
        int n = classes.Length;
        int[][] members = [.. Enumerable.Range(0, count).Select(c => Enumerable.Range(0, n).Where(i => classes[i] == c).ToArray())];
        int[] present = [.. Enumerable.Range(0, count).Where(c => members[c].Length > 0)];
        int[] target = [.. Enumerable.Range(n, total - n)];
        int k = present.Length;
        double[,] within = new double[k, k];
        double[] across = new double[k], shares = new double[k];
        double mass = 0, largest = 1e-300;
        for (int a = 0; a < k; a++)
        {
            int[] rows = members[present[a]];
            across[a] = Between(kernel, weights, total, rows, target);
            foreach (int i in rows)
                shares[a] += weights[i];
            mass += shares[a];
            for (int b = 0; b <= a; b++)
            {
                within[a, b] = within[b, a] = a == b ? Within(kernel, weights, total, rows) : Between(kernel, weights, total, rows, members[present[b]]);
                largest = Math.Max(largest, Math.Abs(within[a, b]));
            }
        }

        for (int a = 0; a < k; a++)
            shares[a] /= mass;
        double self = Within(kernel, weights, total, target);
        double[] p = [.. shares], best = [.. shares], gradient = new double[k];
        Unweighted = Best = Evaluate(p, gradient);
        for (int step = 0; step < Steps; step++)
        {
            double sum = 0;
            for (int a = 0; a < k; a++)
                sum += p[a] *= Math.Exp(-StepSize * gradient[a] / largest);
            for (int a = 0; a < k; a++)
                p[a] /= sum;
            double value = Evaluate(p, gradient);
            if (value < Best)
            {
                Best = value;
                p.CopyTo(best, 0);
            }
        }

        Proportions = new double[count];
        for (int a = 0; a < k; a++)
        {
            Proportions[present[a]] = best[a];
            Shift += Math.Abs(best[a] - shares[a]) / 2;
        }

        double Evaluate(double[] q, double[] slope)
        {
            double value = self;
            for (int a = 0; a < k; a++)
            {
                double product = 0;
                for (int b = 0; b < k; b++)
                    product += within[a, b] * q[b];
                value += q[a] * (product - (2 * across[a]));
                slope[a] = 2 * (product - across[a]);
            }

            return value;
        }
    }

    /// <summary>The squared distance with the source's own proportions.</summary>
    public double Unweighted { get; }

    /// <summary>The least squared distance over proportions.</summary>
    public double Best { get; }

    /// <summary>The proportions of the least.</summary>
    public double[] Proportions { get; }

    /// <summary>Half the sum of absolute differences of these and the source's.</summary>
    public double Shift { get; }

    /// <summary>The squared distance of two groups in the kernel's space: the mean within each, less twice that between them.</summary>
    public static double Discrepancy(double[] kernel, double[] weights, int total, ReadOnlySpan<int> first, ReadOnlySpan<int> second) =>
        Within(kernel, weights, total, first) + Within(kernel, weights, total, second) - (2 * Between(kernel, weights, total, first, second));

    /// <summary>The mean kernel value of two different members; of itself for a lone one.</summary>
    public static double Within(double[] kernel, double[] weights, int total, ReadOnlySpan<int> rows)
    {
        double sum = 0, mass = 0;
        for (int r = 0; r < rows.Length; r++)
        {
            int i = rows[r];
            for (int s = 0; s < r; s++)
            {
                double weight = weights[i] * weights[rows[s]];
                sum += weight * kernel[(i * total) + rows[s]];
                mass += weight;
            }
        }

        return mass > 0 ? sum / mass : kernel[(rows[0] * total) + rows[0]];
    }

    /// <summary>The mean kernel value of a member of each.</summary>
    public static double Between(double[] kernel, double[] weights, int total, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns)
    {
        double sum = 0, left = 0, right = 0;
        foreach (int j in columns)
            right += weights[j];
        foreach (int i in rows)
        {
            double part = 0;
            foreach (int j in columns)
                part += weights[j] * kernel[(i * total) + j];
            sum += weights[i] * part;
            left += weights[i];
        }

        return sum / (left * right);
    }
}
