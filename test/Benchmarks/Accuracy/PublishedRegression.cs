using MathNet.Numerics.LinearAlgebra;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>
/// RA-OT as it was published, re-implemented from its description: 100 random directions, ordinary least squares over the atoms that carry mass,
/// all alike, on potentials relative to no measure (f' = f + epsilon log a). What our own procedure is compared with.
/// </summary>
internal sealed class PublishedRegression
{
    private readonly PotentialFeatures _features;
    private readonly double[] _coefficients;

    public PublishedRegression(TransportTask task, int directions = 100, int seed = 1)
    {
        _features = PotentialFeatures.Create(FeatureOptions.SlicesOnly(directions, DirectionScheme.Random, seed), task.Dimension, task.Cost);
        Matrix<double> gram = Matrix<double>.Build.Dense(directions, directions);
        Vector<double> moments = Vector<double>.Build.Dense(directions);
        SinkhornSolver teacher = new();
        foreach (TransportProblem problem in task.Train)
        {
            int[] atoms = Atoms(problem);
            ReadOnlySpan<double> f = teacher.Solve(problem).SourcePotential;
            var columns = new double[directions * problem.SourceCount];
            _features.Compute(problem, columns);
            Vector<double> target = Vector<double>.Build.Dense(atoms.Length);
            for (int k = 0; k < atoms.Length; k++)
                target[k] = f[atoms[k]] + (problem.Epsilon * Math.Log(problem.Source.Weights[atoms[k]]));
            target -= target.Average();
            Matrix<double> phi = Matrix<double>.Build.Dense(atoms.Length, directions, (k, l) => columns[(l * problem.SourceCount) + atoms[k]]);
            for (int l = 0; l < directions; l++)
                phi.SetColumn(l, phi.Column(l) - phi.Column(l).Average());
            gram += phi.TransposeThisAndMultiply(phi);
            moments += phi.TransposeThisAndMultiply(target);
        }

        for (int l = 0; l < directions; l++)
            gram[l, l] *= 1 + 1e-10;
        _coefficients = gram.Cholesky().Solve(moments).ToArray();
    }

    public double[] Predict(TransportProblem problem)
    {
        var f = new double[problem.SourceCount];
        _features.AddTo(problem, _coefficients, f);
        foreach (int atom in Atoms(problem))
            f[atom] -= problem.Epsilon * Math.Log(problem.Source.Weights[atom]);
        return f;
    }

    private static int[] Atoms(TransportProblem problem)
        => [.. Enumerable.Range(0, problem.SourceCount).Where(atom => problem.Source.Weights[atom] > 0)];
}
