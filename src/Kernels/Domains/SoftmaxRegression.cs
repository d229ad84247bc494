using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Multinomial logistic regression with a ridge: the classifier that class proportions are estimated with.</summary>
internal sealed class SoftmaxRegression
{
    private const int Memory = 8;
    private const int MaximumIterations = 100;
    private const double GradientTolerance = 1e-5;

    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _coefficients;

    private SoftmaxRegression(double[] means, double[] scales, double[] coefficients, int classes)
    {
        _means = means;
        _scales = scales;
        _coefficients = coefficients;
        Classes = classes;
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>Fits by L-BFGS: the mean log loss plus <c>|w|^2 / (2 n)</c> of standardised features (a ridge of 1 on the sum, intercepts free).</summary>
    public static SoftmaxRegression Fit(DiscreteMeasure rows, int[] classes, int count)
    {
        int d = rows.Dimension, length = d + 1;
        var moments = new DomainMoments(rows);
        double[] scales = Array.ConvertAll(moments.Variances, v => v > 0 ? Math.Sqrt(v) : 1);
        double[] design = Design(rows, moments.Means, scales);
        double ridge = 1.0 / rows.Count;
        var w = new double[count * length];
        var gradient = new double[w.Length];
        var trial = new double[w.Length];
        var trialGradient = new double[w.Length];
        double value = Objective(design, rows, classes, count, ridge, w, gradient);
        var steps = new List<(double[] Step, double[] Change, double Inverse)>();
        for (int iteration = 0; iteration < MaximumIterations && TensorPrimitives.Norm<double>(gradient) > GradientTolerance; iteration++)
        {
            double[] direction = Direction(gradient, steps);
            double slope = TensorPrimitives.Dot<double>(direction, gradient), size = 1, trialValue;
            while (true)
            {
                TensorPrimitives.MultiplyAdd(direction, size, w, trial);
                trialValue = Objective(design, rows, classes, count, ridge, trial, trialGradient);
                if (trialValue <= value + (1e-4 * size * slope) || size < 1e-10)
                    break;
                size /= 2;
            }

            if (!(trialValue < value))
                break;
            double[] step = new double[w.Length], change = new double[w.Length];
            TensorPrimitives.Subtract<double>(trial, w, step);
            TensorPrimitives.Subtract<double>(trialGradient, gradient, change);
            double curvature = TensorPrimitives.Dot<double>(step, change);
            if (curvature > 0)
                steps.Add((step, change, 1 / curvature));
            if (steps.Count > Memory)
                steps.RemoveAt(0);
            (w, trial) = (trial, w);
            (gradient, trialGradient) = (trialGradient, gradient);
            value = trialValue;
        }

        return new SoftmaxRegression(moments.Means, scales, w, count);
    }

    /// <summary>The n x classes probabilities of rows.</summary>
    public double[] Probabilities(DiscreteMeasure rows)
    {
        double[] scores = Scores(Design(rows, _means, _scales), rows.Count, Classes, _coefficients);
        for (int i = 0; i < rows.Count; i++)
            Softmax(scores.AsSpan(i * Classes, Classes));
        return scores;
    }

    private static double Objective(double[] design, DiscreteMeasure rows, int[] classes, int count, double ridge, double[] w, double[] gradient)
    {
        int n = rows.Count, length = design.Length / n;
        double[] scores = Scores(design, n, count, w);
        double loss = 0;
        Array.Clear(gradient);
        for (int i = 0; i < n; i++)
        {
            Span<double> row = scores.AsSpan(i * count, count);
            Softmax(row);
            double weight = rows.Weights[i];
            loss -= weight * Math.Log(Math.Max(row[classes[i]], 1e-300));
            row[classes[i]] -= 1;
            for (int c = 0; c < count; c++)
            {
                Span<double> part = gradient.AsSpan(c * length, length);
                TensorPrimitives.MultiplyAdd(design.AsSpan(i * length, length), weight * row[c], part, part);
            }
        }

        for (int k = 0; k < w.Length; k++)
        {
            // The last of each class is its intercept.
            if (k % length == length - 1)
                continue;
            loss += ridge / 2 * w[k] * w[k];
            gradient[k] += ridge * w[k];
        }

        return loss;
    }

    private static double[] Scores(double[] design, int n, int count, double[] w)
    {
        var scores = new double[n * count];
        RowProducts.Accumulate(design, n, w, count, design.Length / n, scores);
        return scores;
    }

    private static double[] Direction(double[] gradient, List<(double[] Step, double[] Change, double Inverse)> steps)
    {
        double[] direction = Array.ConvertAll(gradient, x => -x);
        var factors = new double[steps.Count];
        for (int k = steps.Count - 1; k >= 0; k--)
        {
            factors[k] = steps[k].Inverse * TensorPrimitives.Dot<double>(steps[k].Step, direction);
            TensorPrimitives.MultiplyAdd(steps[k].Change, -factors[k], direction, direction);
        }

        if (steps.Count > 0)
            TensorPrimitives.Multiply(direction, 1 / (steps[^1].Inverse * TensorPrimitives.SumOfSquares<double>(steps[^1].Change)), direction);
        for (int k = 0; k < steps.Count; k++)
        {
            double factor = factors[k] - (steps[k].Inverse * TensorPrimitives.Dot<double>(steps[k].Change, direction));
            TensorPrimitives.MultiplyAdd(steps[k].Step, factor, direction, direction);
        }

        return direction;
    }

    private static double[] Design(DiscreteMeasure rows, double[] means, double[] scales)
    {
        int d = rows.Dimension;
        var design = new double[checked(rows.Count * (d + 1))];
        for (int i = 0; i < rows.Count; i++)
        {
            ReadOnlySpan<float> point = rows.Support[i];
            for (int k = 0; k < d; k++)
                design[(i * (d + 1)) + k] = (point[k] - means[k]) / scales[k];
            design[(i * (d + 1)) + d] = 1;
        }

        return design;
    }

    private static void Softmax(Span<double> values)
    {
        TensorPrimitives.Subtract(values, TensorPrimitives.Max<double>(values), values);
        TensorPrimitives.Exp<double>(values, values);
        TensorPrimitives.Divide(values, TensorPrimitives.Sum<double>(values), values);
    }
}
