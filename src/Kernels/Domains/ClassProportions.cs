using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Class proportions of a domain without classes, and the labelled domain weighted to have them.</summary>
internal static class ClassProportions
{
    private const int Rounds = 4;
    private const int MostRows = 4000;
    private const double LeastShare = 1e-3;

    /// <summary>
    /// In turn: map the unlabelled domain onto the weighted labelled one by a rigid map, estimate its proportions there from a classifier by expectation
    /// maximisation (Saerens, Latinne, Decaestecker 2002), weight the labelled domain accordingly. The map is per feature where that is the kind asked for
    /// and else linear: an entropic map explains any proportions away.
    /// </summary>
    public static (DiscreteMeasure Source, DiscreteMeasure Target, double[] Proportions) Reweight(
        DiscreteMeasure source, DiscreteMeasure target, DomainMapOptions options, CancellationToken cancellationToken)
    {
        bool sourceIsLabelled = options.SourceClasses is not null;
        int[] classes = [.. options.SourceClasses ?? options.TargetClasses!];
        DiscreteMeasure labelled = sourceIsLabelled ? source : target, other = sourceIsLabelled ? target : source;
        int count = classes.Max() + 1;
        double[] before = Shares(labelled, classes, count);

        (DiscreteMeasure fitted, int[] rows) = RowSample.Draw(labelled, MostRows, StableHash.Combine((ulong)options.Seed, 21), classes);
        (DiscreteMeasure unlabelled, _) = RowSample.Draw(other, MostRows, StableHash.Combine((ulong)options.Seed, 22));
        var classifier = SoftmaxRegression.Fit(fitted, [.. rows.Select(i => classes[i])], count);
        var rigid = new DomainMapOptions
        {
            Kind = options.Kind is DomainMapKind.PerFeature or DomainMapKind.PerFeatureMonotone ? DomainMapKind.PerFeature : DomainMapKind.Linear,
            Scaling = options.Scaling,
        };

        // An affine map can make many proportions agree with themselves: from several starts, the one that leaves the least is taken.
        double[] unmapped = Estimate(classifier.Probabilities(unlabelled), unlabelled.Weights, before);
        (DiscreteMeasure weighted, double[] proportions) = (labelled, before);
        double least = double.PositiveInfinity;
        foreach (double[] start in (double[][])[before, unmapped])
        {
            double[] shares = start;
            DiscreteMeasure tried = Weight(labelled, classes, before, start);
            for (int round = 0; round < Rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var map = DomainMap.FitWeighted(other, tried, rigid, cancellationToken);
                shares = Estimate(classifier.Probabilities(map.Apply(unlabelled)), unlabelled.Weights, before);
                tried = Weight(labelled, classes, before, shares);
            }

            double left = Left(DomainMap.FitWeighted(other, tried, rigid, cancellationToken).Apply(unlabelled), tried, rigid.Scaling, (ulong)options.Seed);
            if (left < least)
                (weighted, proportions, least) = (tried, shares, left);
        }

        return sourceIsLabelled ? (weighted, target, proportions) : (source, weighted, proportions);
    }

    /// <summary>The share of mass of each class.</summary>
    public static double[] Shares(DiscreteMeasure measure, int[] classes, int count)
    {
        var shares = new double[count];
        for (int i = 0; i < classes.Length; i++)
            shares[classes[i]] += measure.Weights[i];
        return shares;
    }

    /// <summary>The proportions under which a classifier's probabilities, corrected for them, average to themselves.</summary>
    /// <param name="probabilities">n x classes, for proportions <paramref name="before"/>.</param>
    /// <param name="weights">n weights that sum to 1.</param>
    /// <param name="before">The proportions the classifier was fitted to.</param>
    public static double[] Estimate(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> weights, double[] before)
    {
        const int Steps = 50;
        const double Damping = 0.1;
        int count = before.Length;
        double[] shares = [.. before];
        var corrected = new double[count];
        for (int step = 0; step < Steps; step++)
        {
            var mean = new double[count];
            for (int i = 0; i < weights.Length; i++)
            {
                for (int c = 0; c < count; c++)
                    corrected[c] = before[c] > 0 ? probabilities[(i * count) + c] * shares[c] / before[c] : 0;
                double sum = TensorPrimitives.Sum<double>(corrected);
                if (sum > 0)
                    TensorPrimitives.MultiplyAdd(corrected, weights[i] / sum, mean, mean);
            }

            for (int c = 0; c < count; c++)
                shares[c] = before[c] > 0 ? Math.Max(((1 - Damping) * mean[c]) + (Damping * shares[c]), LeastShare) : 0;
            TensorPrimitives.Divide(shares, TensorPrimitives.Sum<double>(shares), shares);
        }

        return shares;
    }

    /// <summary>The squared kernel distance between a mapped domain and the weighted labelled one.</summary>
    private static double Left(DiscreteMeasure mapped, DiscreteMeasure labelled, FeatureScaling scaling, ulong seed)
    {
        const int MostRows = 300;
        const double EpsilonScale = 0.2;
        double[] scales = DomainScale.Of(new DomainMoments(labelled), new DomainMoments(mapped), scaling);
        var pool = new PooledSample(
            RowSample.Draw(labelled, MostRows, StableHash.Combine(seed, 23)).Measure, RowSample.Draw(mapped, MostRows, StableHash.Combine(seed, 24)).Measure, scales);
        double[] kernel = new PooledKernel(pool.Points, pool.Weights, EpsilonScale).Dense();
        int n = pool.ReferenceRows.Length;
        int[] first = [.. Enumerable.Range(0, n)], last = [.. Enumerable.Range(n, pool.Count - n)];
        return ClassMixture.Discrepancy(kernel, pool.Weights, pool.Count, first, last);
    }

    private static DiscreteMeasure Weight(DiscreteMeasure labelled, int[] classes, double[] before, double[] after)
    {
        var weights = new double[labelled.Count];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = labelled.Weights[i] == 0 ? 0 : labelled.Weights[i] * after[classes[i]] / before[classes[i]];
        return new DiscreteMeasure(labelled.Support, weights);
    }
}
