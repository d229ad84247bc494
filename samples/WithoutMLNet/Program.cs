using Microsoft.ML.SlicedOT;

float[] stock = [0.5f, 0.3f, 0.2f];
float[] demand = [0.25f, 0.25f, 0.25f, 0.25f];
var warehouses = new Support([0, 0, 4, 0, 2, 3], dimension: 2);
var shops = new Support([0, 1, 1, 0, 3, 1, 2, 2], dimension: 2);
var problem = new TransportProblem(
    new DiscreteMeasure(warehouses, stock), new DiscreteMeasure(shops, demand), GroundCost.SquaredEuclidean, epsilon: 0.5);

EntropicSolution solution = new SinkhornSolver().Solve(problem);
Coupling coupling = solution.Coupling();
Certificate certificate = solution.Certify();

var row = new float[problem.TargetCount];
for (int i = 0; i < problem.SourceCount; i++)
{
    coupling.WriteRow(i, row);
    Console.WriteLine($"warehouse {i} sends {string.Join("  ", row.Select(mass => mass.ToString("0.000")))}");
}

Console.WriteLine($"cost {certificate.TransportCost:0.000}, {solution.Sweeps} sweeps, violation {certificate.MarginalViolation:0.0e+0}, relative duality gap {certificate.RelativeDualityGap:0.0e+0}");
