using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The rule: gates that abstain come first, because where proportions or support explain a shift every map does harm, and a scorer last, because no
/// scorer that sees no labels is safe alone.
/// </summary>
internal sealed class AdaptationSelection
{
    private const double ReweightedShift = 0.05;
    private const double ReweightedCircularLoss = 0.05;
    private const double ReweightedResidual = 0.1;

    /// <summary>Of third moments before and after; domains that a map served have 0.3 and more, a negative has -0.8 and less.</summary>
    private const double ReversedCosine = -0.5;

    private readonly MLContext _context;
    private readonly IDataView _source;
    private readonly IDataView _target;
    private readonly IEstimator<ITransformer> _trainer;
    private readonly ChooseAdaptationOptions _options;
    private readonly DomainRows _sourceRows;
    private readonly DomainRows _targetRows;
    private readonly float[] _labels;
    private readonly int[] _classes;
    private readonly List<AdaptationCandidate> _candidates = [];
    private ITransformer? _frozen;

    public AdaptationSelection(MLContext context, IDataView source, IDataView target, IEstimator<ITransformer> trainer, ChooseAdaptationOptions options)
    {
        const string Source = "the source view", Target = "the target view";
        options.Validate();
        int size = FeatureColumn.Size(source.Schema, options.FeatureColumnName, Source, nameof(source));
        int targetSize = FeatureColumn.Size(target.Schema, options.FeatureColumnName, Target, nameof(target));
        if (size != targetSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(target), $"Column '{options.FeatureColumnName}' has {size} slots in {Source} and {targetSize} in {Target}; both must hold the same features in the same order.");
        }

        _context = context;
        _source = source;
        _target = target;
        _trainer = trainer;
        _options = options;
        _sourceRows = Read(source, Source, options.LabelColumnName);
        _targetRows = Read(target, Target, null);
        (_labels, _classes) = _sourceRows.Classes(options.LabelColumnName);
    }

    private bool IsFrozen => _options.Use == AdaptationUse.FrozenModel;

    public AdaptationChoice Choose()
    {
        using IChannel channel = ((IHostEnvironment)_context).Register("SlicedOT").Start("ChooseAdaptation");
        AdaptationChoice choice = Apply();
        channel.Info(MessageSensitivity.None, $"ChooseAdaptation: {choice.Name}. {choice.Reason}");
        return choice;
    }

    private AdaptationChoice Apply()
    {
        DomainShift shift = Measure(_targetRows.Measure);
        _candidates.Add(Line("none", shift));
        double alike = _options.AlikeDeviations;
        if (shift.UnexplainedStatistic <= alike)
        {
            return None(shift, shift.Statistic <= alike
                ? FormattableString.Invariant($"the domains do not differ more than two halves of the source do ({shift.Statistic:0.0} of {alike:0.0} standard deviations).")
                : FormattableString.Invariant($"other class proportions explain the difference ({shift.Statistic:0.0} standard deviations, {shift.UnexplainedStatistic:0.0} after reweighting); a map would carry rows into wrong classes."));
        }

        if (shift.NeighbourRatio <= _options.InsideRatio && shift.ShareOutside <= _options.InsideShare)
        {
            return None(shift, FormattableString.Invariant(
                $"the target lies where the source has rows (neighbours {shift.NeighbourRatio:0.00} times as far, {shift.ShareOutside:P0} of rows outside), so a model of the source has seen such rows."));
        }

        // The gates look from the target to the source, whichever way rows will be mapped.
        DomainMapOptions towardsSource = new() { Scaling = _options.Scaling, Seed = _options.Seed, TargetClasses = _classes };
        var linear = DomainMap.Fit(_targetRows.Measure, _sourceRows.Measure, towardsSource, _options.CancellationToken);
        DiscreteMeasure mapped = linear.Apply(_targetRows.Measure);
        DomainShift residual = Measure(mapped);
        double allowed = Math.Max(alike, _options.ResidualShare * shift.UnexplainedStatistic);
        if (residual.UnexplainedStatistic > allowed)
        {
            _candidates.Add(Line("linear", residual));
            return None(shift, FormattableString.Invariant(
                $"the linear map leaves {residual.UnexplainedStatistic:0.0} of {shift.UnexplainedStatistic:0.0} standard deviations (at most {allowed:0.0} were allowed): the domains differ in more than how they are measured, and what explains anything explains nothing."));
        }

        double cosine = FeatureReversal.Cosine(_sourceRows.Measure, _classes, residual.ExplainingProportions, mapped);
        if (cosine <= ReversedCosine)
        {
            _candidates.Add(Line("linear", residual));
            return None(shift, FormattableString.Invariant(
                $"features lean the other way than in the source (cosine {cosine:0.00} between third moments after the linear map): the target looks like its negative, and a map would exchange classes. Turn such features round first."));
        }

        if (Reweighted(shift, residual, towardsSource) is { } reweighted)
            return reweighted;
        return Vote(shift, residual);
    }

    private AdaptationChoice? Reweighted(DomainShift shift, DomainShift residual, DomainMapOptions towardsSource)
    {
        var map = DomainMap.Fit(_targetRows.Measure, _sourceRows.Measure, towardsSource with { ReweightsClasses = true }, _options.CancellationToken);
        DomainShift after = Measure(map.Apply(_targetRows.Measure));
        double allowed = Math.Max(_options.AlikeDeviations, ReweightedResidual * shift.UnexplainedStatistic);
        if (after.EnergyProportionShift <= ReweightedShift || after.UnexplainedStatistic > allowed)
        {
            _candidates.Add(Line("linear, reweighted", after));
            return null;
        }

        (DomainMapTransformer plain, _) = Fit(DomainMapKind.Linear, reweights: false);
        (DomainMapTransformer weighted, _) = Fit(DomainMapKind.Linear, reweights: true);
        double before = CircularAccuracy(plain), circular = CircularAccuracy(weighted);
        _candidates.Add(Line("linear", residual) with { CircularAccuracy = before });
        _candidates.Add(Line("linear, reweighted", after) with { CircularAccuracy = circular });
        if (!(circular >= before - ReweightedCircularLoss))
        {
            plain.Dispose();
            weighted.Dispose();
            return null;
        }

        plain.Dispose();
        return Chosen(shift, "linear, reweighted", weighted, FormattableString.Invariant(
            $"class proportions moved as well (by {after.EnergyProportionShift:0.00} in total variation), and the linear map of the reweighted classes leaves {Math.Max(0, after.UnexplainedStatistic):0.0} of {shift.UnexplainedStatistic:0.0} standard deviations."));
    }

    private AdaptationChoice Vote(DomainShift shift, DomainShift residual)
    {
        (string Name, DomainMapKind Kind)[] kinds = IsFrozen
            ? [("per feature", DomainMapKind.PerFeature), ("linear", DomainMapKind.Linear), ("entropic", DomainMapKind.Entropic)]
            : [("per feature", DomainMapKind.PerFeature), ("linear", DomainMapKind.Linear), ("class-regularised", DomainMapKind.ClassRegularized), ("entropic", DomainMapKind.Entropic)];
        DomainMapTransformer[] maps = [.. kinds.Select(kind => Fit(kind.Kind, reweights: false).Transformer)];
        Predictions[] predictions = [.. maps.Select(Predict)];
        double[][] average = Predictions.Average(predictions);
        double[] agreements = [.. predictions.Select(p => p.Agreement(average))];
        int best = Array.IndexOf(agreements, agreements.Max());
        for (int k = 0; k < kinds.Length; k++)
        {
            DomainShift? measured = kinds[k].Kind == DomainMapKind.Linear ? residual : null;
            _candidates.RemoveAll(c => c.Name == kinds[k].Name);
            _candidates.Add(new AdaptationCandidate(kinds[k].Name, measured?.Statistic, measured?.UnexplainedStatistic, agreements[k], null));
            if (k != best)
                maps[k].Dispose();
        }

        return Chosen(shift, kinds[best].Name, maps[best], FormattableString.Invariant(
            $"the linear map leaves {Math.Max(0, residual.UnexplainedStatistic):0.0} of {shift.UnexplainedStatistic:0.0} standard deviations, and of {kinds.Length} maps the {kinds[best].Name} one agrees best with all of them ({agreements[best]:0.00})."));
    }

    /// <summary>Fits a map in the direction that rows will go.</summary>
    private (DomainMapTransformer Transformer, DomainMap Map) Fit(DomainMapKind kind, bool reweights)
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        DomainMapOptions options = new() { Kind = kind, Scaling = _options.Scaling, Seed = _options.Seed, ReweightsClasses = reweights, CorrectsSpread = IsFrozen };
        DomainMap map = IsFrozen
            ? DomainMap.Fit(_targetRows.Measure, _sourceRows.Measure, options with { TargetClasses = _classes }, _options.CancellationToken)
            : DomainMap.Fit(_sourceRows.Measure, _targetRows.Measure, options with { SourceClasses = _classes }, _options.CancellationToken);
        DomainMapTransformer transformer = MapToDomainEstimator.Create(
            _context, _options.FeatureColumnName, _options.FeatureColumnName, map, _options.LabelColumnName, _labels, IsFrozen ? _target : _source);
        return (transformer, map);
    }

    /// <summary>Predictions for the target with a map in place.</summary>
    private Predictions Predict(DomainMapTransformer map)
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        return IsFrozen
            ? Predictions.Read(Frozen().Transform(Cached(map, _target)), _options, _labels)
            : Predictions.Read(_trainer.Fit(Cached(map, _source)).Transform(_target), _options, _labels);
    }

    /// <summary>
    /// A model trained on the predictions for the target (mapped, where a trained model is kept), asked for the labels of the source: circular validation
    /// (Bruzzone and Marconcini 2010). Zero where the predictions are of one class and nothing can be trained on them.
    /// </summary>
    private double CircularAccuracy(DomainMapTransformer map)
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        IDataView target = IsFrozen ? Cached(map, _target) : _target;
        IDataView source = IsFrozen ? _source : Cached(map, _source);
        ITransformer model = IsFrozen ? Frozen() : _trainer.Fit(source);

        // A trainer may be a pipeline that replaces the features: those it was given are set aside.
        const string Kept = "ChooseAdaptation.Features";
        TransformsCatalog transforms = _context.Transforms;
        IDataView predicted = model.Transform(transforms.CopyColumns(Kept, _options.FeatureColumnName).Fit(target).Transform(target));
        if (Predictions.PredictedLabels(predicted, _options).Distinct().Count() < 2)
            return 0;
        IDataView answers = transforms.CopyColumns(_options.LabelColumnName, _options.PredictedLabelColumnName)
            .Append(transforms.CopyColumns(_options.FeatureColumnName, Kept))
            .Append(transforms.SelectColumns(_options.LabelColumnName, _options.FeatureColumnName))
            .Fit(predicted).Transform(predicted);
        IDataView relabelled = _context.Data.Cache(answers);
        IDataView again = _trainer.Fit(relabelled).Transform(source);
        List<float> truth = Predictions.Labels(source, _options.LabelColumnName), given = Predictions.PredictedLabels(again, _options);
        return truth.Zip(given, (x, y) => x == y ? 1.0 : 0.0).Average();
    }

    private ITransformer Frozen() => _frozen ??= _trainer.Fit(_source);

    /// <summary>Trainers read a view many times, and a map may be the dearest part of it.</summary>
    private IDataView Cached(DomainMapTransformer map, IDataView view) => _context.Data.Cache(map.Transform(view));

    private DomainShift Measure(DiscreteMeasure target) => DomainShift.Measure(_sourceRows.Measure, _classes, target, _options.Scaling, _options.Seed);

    private DomainRows Read(IDataView view, string what, string? label) => DomainRows.Read(
        view, what, _options.FeatureColumnName, weight: null, label, _options.MaximumRows, _options.Seed, _options.CancellationToken);

    private AdaptationChoice None(DomainShift shift, string reason) => Chosen(shift, "none", null, reason);

    private AdaptationChoice Chosen(DomainShift shift, string name, DomainMapTransformer? transformer, string reason) => new()
    {
        Name = name,
        Transformer = transformer,
        Reason = char.ToUpperInvariant(reason[0]) + reason[1..],
        Candidates = [.. _candidates],
        Shift = shift,
    };

    private static AdaptationCandidate Line(string name, DomainShift shift) => new(name, shift.Statistic, shift.UnexplainedStatistic, null, null);
}
