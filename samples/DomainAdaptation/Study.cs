using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SlicedOT;

namespace DomainAdaptation;

/// <summary>Accuracies of one problem, by method.</summary>
public sealed record Outcome(string Setting, string Family, int Seed, AdaptationUse Use, IReadOnlyDictionary<string, double> Accuracies, string Choice, string Reason);

/// <summary>Trains on a source, maps, scores on unseen rows of the target: without a map, with each kind, and with the chosen one.</summary>
/// <param name="trainer">The trainer.</param>
/// <param name="python">Maps of Python OT beside ours, or null.</param>
public sealed class Study(Func<MLContext, IEstimator<ITransformer>> trainer, PythonMaps? python = null)
{
    /// <summary>The columns of a table.</summary>
    public IReadOnlyList<string> Methods { get; } =
        ["none", "per feature", "linear", "entropic", "class-regularised", "chosen", .. python is null ? [] : PythonMaps.Methods.Select(m => m.Name)];

    public Outcome Run(Setting setting, int seed, AdaptationUse use)
    {
        var context = new MLContext(1);
        Problem problem = setting.Create(seed);
        IDataView source = problem.Source.View(context), target = problem.Target.View(context), unseen = problem.Unseen.View(context);
        var accuracies = new Dictionary<string, double>();
        ITransformer frozen = trainer(context).Fit(source);
        accuracies["none"] = Accuracy(frozen.Transform(unseen), problem.Unseen);
        foreach ((string name, DomainMapKind kind) in ((string, DomainMapKind)[])
            [("per feature", DomainMapKind.PerFeature), ("linear", DomainMapKind.Linear), ("entropic", DomainMapKind.Entropic), ("class-regularised", DomainMapKind.ClassRegularized)])
        {
            var options = new MapToDomainOptions { Kind = kind, Use = use, AllowsFewRows = true };
            accuracies[name] = With(use == AdaptationUse.FrozenModel
                ? context.SlicedOT().MapToDomain(source, options).Fit(target)
                : context.SlicedOT().MapToDomain(target, options).Fit(source));
        }

        AdaptationChoice choice = context.SlicedOT().ChooseAdaptation(source, target, trainer(context), use: use);
        accuracies["chosen"] = choice.Transformer is null ? accuracies["none"] : With(choice.Transformer);
        foreach ((string name, _) in python is null ? [] : PythonMaps.Methods)
        {
            // A method that fails is as good as none.
            float[][]? rows = python!.Rows(setting, seed, name, use);
            accuracies[name] = rows is null ? accuracies["none"] : use == AdaptationUse.FrozenModel
                ? Accuracy(frozen.Transform(new Sample(rows, problem.Unseen.Classes).View(context)), problem.Unseen)
                : Accuracy(trainer(context).Fit(new Sample(rows, problem.Source.Classes).View(context)).Transform(unseen), problem.Unseen);
        }

        return new Outcome(setting.ToString(), setting.Family, seed, use, accuracies, choice.Name, choice.Reason);

        double With(DomainMapTransformer map) => use == AdaptationUse.FrozenModel
            ? Accuracy(frozen.Transform(map.Transform(unseen)), problem.Unseen)
            : Accuracy(trainer(context).Fit(context.Data.Cache(map.Transform(source))).Transform(unseen), problem.Unseen);
    }

    private static double Accuracy(IDataView predicted, Sample truth) =>
        predicted.GetColumn<uint>("PredictedLabel").Zip(truth.Classes, (label, c) => label == c + 1 ? 1.0 : 0.0).Average();
}
