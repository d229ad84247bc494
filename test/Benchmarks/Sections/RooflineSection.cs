using System.Globalization;
using Microsoft.ML.SlicedOT.Simd;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>What each kernel asks of one core, what the core could do at most, and how close the kernel comes.</summary>
internal static unsafe class RooflineSection
{
    /// <summary>The largest round size whose pairs are not yet shared among cores.</summary>
    private const int Large = 4000;

    public static string Measure(bool isShort)
    {
        double seconds = isShort ? 0.2 : 1;
        var limits = MachineLimits.Measure(seconds);
        MarkdownTable halfSteps = Table("half-step", "precision"), others = Table("kernel", "precision");
        foreach (int count in (ReadOnlySpan<int>)[784, Large])
        {
            foreach (int dimension in (ReadOnlySpan<int>)[2, 3, 64])
                AddHalfSteps(halfSteps, limits, count, dimension, seconds);
        }

        foreach (int count in (ReadOnlySpan<int>)[500, 784, Large])
            AddOthers(others, limits, count, seconds);
        AddSeparable(others, limits, seconds);

        const double Entries = 784 * 784;
        return FormattableString.Invariant($"""
            A half-step of an n x m pair takes n m exponentials, each of a cost, a potential and a scale, and sums them up. With the cost computed from points in the plane or in space it reads next to
            nothing (4 d bytes a point, from the first-level cache), so the exponential unit is the limit; with a stored matrix of costs it streams 4 n m bytes, too. Writing a dense coupling takes
            n m exponentials and writes 4 n m bytes; a sweep of the scaling route reads its stored kernel once, 4 n m bytes, for 2 n m multiply-adds; a certificate takes n m exponentials in double
            precision and as many logarithms and divisions in single (which are not counted here); a half-step between 28 x 28 grids with a separable kernel takes 2 * 28 * 784 multiply-adds in double precision in place of 784 * 784 exponentials.

            One core of this machine, measured now, does at most **{limits.Exponentials(KernelPrecision.Single):0.00}e9 exponentials a second in single precision** ({limits.Exponentials(KernelPrecision.Mixed):0.00}e9 with exponents in double, *mixed*; {limits.Exponentials(KernelPrecision.Double):0.00}e9 in double): our
            polynomial on {MachineLimits.Resident} numbers that stay in the first-level cache, summed and nothing else. It does {limits.SingleMultiplyAdds:0}e9 multiply-adds a second in single and {limits.DoubleMultiplyAdds:0}e9 in double precision, reads {limits.Read(1):0} GB/s
            from an array of 0.5 MB, {limits.Read(8 << 20):0} GB/s from 8 MB and **{limits.Read(1 << 30):0.0} GB/s** from 256 MB, and writes {limits.Written(1):0}, {limits.Written(8 << 20):0} and {limits.Written(1 << 30):0.0} GB/s there. So a 784 x 784 half-step can take no less than {Entries / limits.Exponentials(KernelPrecision.Single) / 1e6:0.000} ms by
            exponentials; reading its matrix from main memory would take {4 * Entries / limits.Read(1 << 30) / 1e6:0.000} ms.

            *At least* is the time of the unit that is busy longest, everything else free; *reached* is that over the time measured. *Prediction's route* is the half-step predictions take, on packed
            measures; at 784 x 784 it should reach 60 %. The public soft c-transform packs the measures and reads out the result as well. Everything runs on one core: {Large} x {Large} is about the
            largest pair that does.


            """) + halfSteps + "\n" + others;
    }

    private static MarkdownTable Table(string first, string second) =>
        new(first, second, "n = m", "d", "exponentials, 1e6", "multiply-adds, 1e6", "read, MB", "written, MB", "limited by", "at least", "takes", "reached");

    private static void AddHalfSteps(MarkdownTable table, MachineLimits limits, int count, int dimension, double seconds)
    {
        TransportProblem problem = Clouds.Problem(count, count, dimension);
        double[] f = new double[count], g = new double[count];
        bool isStored = problem.Geometry.HasDenseCost;
        double entries = (double)count * count;
        Demand Of(KernelPrecision precision) => new(entries, precision, isStored ? entries : (dimension + 1) * entries, isStored ? 4 * entries : 0);

        using (var workspace = TransformWorkspace.Rent(problem))
        {
            HalfSteps steps = workspace.Transforms.LogDomain.Prepare(workspace.Problem, KernelPrecision.Single);
            double single = MedianTime.Milliseconds(_ => { g.AsSpan().Clear(); steps.ToTarget(f, g); }, seconds);
            AddRow(table, "prediction's route", "single", count, dimension, Of(KernelPrecision.Single), limits, single);
        }

        double mixed = MedianTime.Milliseconds(_ => SoftCTransform.ToTarget(problem, f, g), seconds);
        AddRow(table, "soft c-transform", "mixed", count, dimension, Of(KernelPrecision.Mixed), limits, mixed);
    }

    private static void AddOthers(MarkdownTable table, MachineLimits limits, int count, double seconds)
    {
        TransportProblem problem = Clouds.Problem(count, count, 2);
        EntropicSolution solution = new SinkhornSolver(new SinkhornOptions { Tolerance = 1e-3 }).Solve(problem);
        double entries = (double)count * count;
        var plan = new float[count * count];
        Coupling coupling = solution.Coupling();
        Add("coupling written", "mixed", new Demand(entries, KernelPrecision.Mixed, 3 * entries, BytesWritten: 4 * entries), () => coupling.WriteDense(plan));

        using var workspace = PlanWorkspace.Rent(problem, solution.SourcePotential, solution.TargetPotential);
        PackedProblem packed = workspace.Problem;
        AddSweeps<float>("mixed", KernelPrecision.Mixed, KernelPrecision.Single);
        AddSweeps<double>("double", KernelPrecision.Double, KernelPrecision.Double);
        Add("certificate", "double", new Demand(entries, KernelPrecision.Double, 4 * entries), () => solution.Certify());

        void AddSweeps<T>(string fillPrecision, KernelPrecision fill, KernelPrecision precision)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            KernelMatrix<T> kernel = new();
            double bytes = entries * sizeof(T);
            string name = precision == KernelPrecision.Single ? "single" : "double";
            Add("kernel of the scaling route filled", fillPrecision, new Demand(entries, fill, 3 * entries, BytesWritten: bytes), () => kernel.Fill(packed, workspace.Source.Span, workspace.Target.Span));
            AlignedBuffer<T> source = new(), target = new();
            AlignedBuffer<double> columns = new(), rows = new();
            source.Resize(packed.Source.PaddedCount).Clear();
            source.Span[..count].Fill(T.CreateTruncating(1.0 / count));
            target.Resize(packed.Target.PaddedCount);
            columns.Resize(packed.Target.ActiveCount);
            rows.Resize(packed.Source.PaddedCount);
            Add(
                "sweep of the scaling route", name, new Demand(0, precision, 2 * entries, BytesRead: bytes),
                () => kernel.Sweep(source.Pointer, columns.Span, packed.Target.Weights, target.Pointer, rows.Span));
        }

        void Add(string work, string precision, Demand demand, Action action) =>
            AddRow(table, work, precision, count, 2, demand, limits, MedianTime.Milliseconds(_ => action(), seconds));
    }

    private static void AddSeparable(MarkdownTable table, MachineLimits limits, double seconds)
    {
        const int Side = 28, Count = Side * Side;
        var grid = Support.Grid(Side, Side);
        Geometry geometry = new(grid, grid, GroundCost.SquaredEuclidean);
        TransportProblem problem = new(geometry, new DiscreteMeasure(grid), new DiscreteMeasure(grid), 0.01);
        using var workspace = TransformWorkspace.Rent(problem);
        SeparableHalfSteps steps = workspace.Transforms.Separable.Prepare(workspace.Problem);
        double[] f = new double[Count], g = new double[Count];
        AddRow(
            table, "half-step between grids", "double", Count, 2, new Demand(Count, KernelPrecision.Double, 2.0 * Side * Count), limits,
            MedianTime.Milliseconds(_ => steps.ToTarget(f, g), seconds));
    }

    private static void AddRow(MarkdownTable table, string work, string precision, int count, int dimension, Demand demand, MachineLimits limits, double milliseconds)
    {
        (double least, string unit) = demand.AtLeast(limits);
        table.Add(
            work, precision, Text(count, "0"), Text(dimension, "0"), Millions(demand.Exponentials), Millions(demand.MultiplyAdds), Millions(demand.BytesRead), Millions(demand.BytesWritten), unit,
            Quantity.Time(1e6 * least), Quantity.Time(1e6 * milliseconds), Text(100 * least / milliseconds, "0") + " %");
    }

    private static string Millions(double value) => value == 0 ? "" : value < 1e4 ? Text(value / 1e6, "0.0000") : Quantity.Digits(value / 1e6);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
