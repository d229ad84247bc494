using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>Chooses a ridge strength a group of features by the error on folds that share no measure with their training part.</summary>
/// <remarks>
/// A search by groups from the strong side: with few pairs the error on the folds has local minima at weak strengths that do not
/// hold up on new pairs, and the few folds would themselves be fitted. The centre itself, every group at positive infinity, is always a candidate:
/// what is chosen is never worse than it on the folds.
/// </remarks>
internal sealed class RidgeSelection
{
    /// <summary>Strengths from the weakest learning to the strongest, by group; infinity leaves a group at the centre.</summary>
    private static readonly double[][] Candidates =
    [
        [double.PositiveInfinity, 10, 1, 0.1, 1e-2, 1e-3, 1e-4],
        [double.PositiveInfinity, 10, 1, 0.1, 1e-2, 1e-3, 1e-4],
        [double.PositiveInfinity, 10, 1, 0.1, 1e-2, 1e-3, 1e-4],
    ];

    private static readonly double[] Start = [10, 1, double.PositiveInfinity];

    /// <summary>Strength is given up only for a gain of this part of the error that the features could still remove.</summary>
    private const double LeastGain = 0.01;

    private const int MaximumRounds = 4;

    /// <summary>How many strengths in a row may fail before the search of a group in one direction ends.</summary>
    private const int LookAhead = 2;

    private readonly List<NormalEquations> _heldOut = [];
    private readonly List<RidgeProblem> _problems = [];
    private readonly int[] _groups;
    private readonly double[] _centre;
    private readonly double[] _coefficients;
    private readonly double[] _strengths;
    private readonly double _leastLoss;
    private readonly Dictionary<(double, double, double), double> _losses = [];

    private RidgeSelection(FoldBuckets buckets, int[] groups, double[] centre)
    {
        _groups = groups;
        _centre = centre;
        _coefficients = new double[groups.Length];
        _strengths = new double[groups.Length];
        foreach ((NormalEquations train, NormalEquations heldOut) in buckets.Folds())
        {
            _heldOut.Add(heldOut);
            _problems.Add(new RidgeProblem(train, groups, centre));
        }

        _leastLoss = LeastLoss();
    }

    /// <summary>
    /// The choice; its loss on all held-out parts together, about the least loss the features could have there, and the sum of the squared targets there
    /// (all NaN without folds).
    /// </summary>
    public sealed record Result(double[] ByGroup, double HeldOutLoss, double LeastLoss, double HeldOutSquares, IReadOnlyList<RidgeChoice> Choices)
    {
        public double[] Strengths(int[] groups)
        {
            var strengths = new double[groups.Length];
            for (int k = 0; k < groups.Length; k++)
                strengths[k] = ByGroup[groups[k]];
            return strengths;
        }
    }

    /// <summary>The same strength, given, for all groups.</summary>
    public static Result Fixed(int[] groups, double strength) =>
        Describe(groups, [strength, strength, strength], double.NaN, double.NaN, double.NaN, "as given");

    /// <summary>Chooses by the folds, starting from <paramref name="start"/> or the strong side.</summary>
    /// <param name="buckets">The sums.</param>
    /// <param name="groups">The group of every feature.</param>
    /// <param name="centre">What coefficients are drawn towards.</param>
    /// <param name="start">The strengths to start from.</param>
    /// <param name="leastGain">The part of the centre's error that has to go for anything but it to be chosen.</param>
    public static Result Choose(FoldBuckets buckets, int[] groups, double[] centre, double[]? start = null, double leastGain = 0)
    {
        var selection = new RidgeSelection(buckets, groups, centre);
        if (selection._heldOut.Count == 0)
            return Describe(groups, Default(buckets.Pairs), double.NaN, double.NaN, double.NaN, "default: no fold of the training pairs shares no measure with the rest");
        double[] best = [.. start ?? Start];
        double loss = selection.Search(best);
        double squares = selection._heldOut.Sum(heldOut => heldOut.TargetSquares);
        string folds = $"over {selection._heldOut.Count} folds that share no measure with their training part";
        double[] centreAlone = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];
        double untrained = selection.HeldOutLoss(centreAlone);
        return loss < (1 - leastGain) * untrained
            ? Describe(groups, best, loss, selection._leastLoss, squares, "least held-out error " + folds)
            : Describe(groups, centreAlone, untrained, selection._leastLoss, squares, "nothing learned had a smaller held-out error " + folds);
    }

    /// <summary>Without folds: the slices, strongly held, and extra features only where more than one pair speaks for them.</summary>
    private static double[] Default(long pairs) =>
        [10, pairs switch { 1 => double.PositiveInfinity, < 8 => 1, _ => 0.1 }, double.PositiveInfinity];

    private static Result Describe(int[] groups, double[] byGroup, double loss, double least, double squares, string reason)
    {
        var choices = new List<RidgeChoice>();
        for (int group = 0; group < RidgeGroups.Count; group++)
        {
            if (Array.IndexOf(groups, group) >= 0)
                choices.Add(new RidgeChoice(RidgeGroups.Names[group], byGroup[group], reason));
        }

        return new Result(byGroup, loss, least, squares, choices);
    }

    private double Search(double[] best)
    {
        double bestLoss = HeldOutLoss(best);
        for (int round = 0; round < MaximumRounds; round++)
        {
            bool changed = false;
            for (int group = 0; group < RidgeGroups.Count; group++)
            {
                if (Array.IndexOf(_groups, group) < 0)
                    continue;
                double[] candidates = Candidates[group];
                int place = Array.IndexOf(candidates, best[group]);
                foreach (int direction in (int[])[1, -1])
                {
                    double asked = Asked(direction, bestLoss);
                    int failures = 0;
                    for (int k = place + direction; k >= 0 && k < candidates.Length && failures < LookAhead; k += direction, failures++)
                    {
                        double previous = best[group];
                        best[group] = candidates[k];
                        double loss = HeldOutLoss(best);
                        if (loss < bestLoss - asked)
                        {
                            (bestLoss, changed, failures) = (loss, true, -1);
                            asked = Asked(direction, bestLoss);
                        }
                        else
                        {
                            best[group] = previous;
                        }
                    }
                }
            }

            if (!changed)
                break;
        }

        return bestLoss;
    }

    private double Asked(int direction, double loss) => direction > 0 ? LeastGain * Math.Max(0, loss - _leastLoss) : 0;

    private double HeldOutLoss(double[] byGroup)
    {
        (double, double, double) key = (byGroup[0], byGroup[1], byGroup[2]);
        if (_losses.TryGetValue(key, out double known))
            return known;
        for (int k = 0; k < _groups.Length; k++)
            _strengths[k] = byGroup[_groups[k]];
        double loss = 0;
        for (int k = 0; k < _problems.Count; k++)
            loss += Loss(_problems[k], _heldOut[k]);
        _losses.Add(key, loss);
        return loss;
    }

    /// <summary>About the least loss the features can reach on the held-out parts, by fitting those themselves.</summary>
    private double LeastLoss()
    {
        for (int k = 0; k < _groups.Length; k++)
            _strengths[k] = _groups[k] == RidgeGroups.Common ? double.PositiveInfinity : 1e-3;
        RidgeProblem? problem = null;
        double loss = 0;
        foreach (NormalEquations heldOut in _heldOut)
        {
            if (problem is null)
                problem = new RidgeProblem(heldOut, _groups, _centre);
            else
                problem.Load(heldOut);
            loss += Loss(problem, heldOut);
        }

        return loss;
    }

    private double Loss(RidgeProblem problem, NormalEquations heldOut)
    {
        problem.Solve(_strengths, _coefficients);
        TensorPrimitives.Add(_coefficients, _centre, _coefficients);
        return heldOut.Loss(_coefficients);
    }
}
