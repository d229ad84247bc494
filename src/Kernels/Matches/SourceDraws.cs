namespace Microsoft.ML.SlicedOT;

/// <summary>Which source atoms are drawn, and how often.</summary>
internal sealed class SourceDraws
{
    /// <summary>What sums of weights may be off by: a draw this close to the border of two atoms would be decided by rounding.</summary>
    private const double Border = 1e-9;

    private double[] _numbers = [];
    private int[] _order = [];
    private int[] _starts = [];

    /// <summary>Where each atom's draws begin, and after the last atom their number.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>Independent draws.</summary>
    /// <param name="weights">Not negative, not all zero; any sum.</param>
    /// <param name="count">How many draws.</param>
    /// <param name="random">Where they come from.</param>
    public void Independent(ReadOnlySpan<double> weights, int count, ref SeededGenerator random)
    {
        Begin(weights.Length, count);
        Span<double> draws = _numbers.AsSpan(0, count);
        for (int k = 0; k < count; k++)
            draws[k] = random.NextDouble();
        draws.Sort();
        double total = Sum(weights), passed = 0;
        int next = 0, last = LastPositive(weights);
        for (int i = 0; i < weights.Length; i++)
        {
            passed += weights[i];
            while (next < count && weights[i] > 0 && (i == last || draws[next] * total < passed))
                next++;
            _starts[i + 1] = next;
        }
    }

    /// <summary>Each atom as often as the count times its share of the weights, rounded up or down (Madow 1949).</summary>
    /// <inheritdoc cref="Independent"/>
    public void Systematic(ReadOnlySpan<double> weights, int count, ref SeededGenerator random)
    {
        Begin(weights.Length, count);
        double first = Math.Clamp(random.NextDouble(), Border, 1 - Border);
        double scale = count / Sum(weights), passed = 0;
        int last = LastPositive(weights);
        for (int i = 0; i < weights.Length; i++)
        {
            passed += weights[i];
            _starts[i + 1] = i >= last ? count : weights[i] > 0 ? (int)Math.Clamp(Math.Floor((passed * scale) + first), _starts[i], count) : _starts[i];
        }
    }

    /// <summary>The atoms with weight, one drawn after another without replacement (Efraimidis and Spirakis 2006).</summary>
    /// <param name="weights">Not negative.</param>
    /// <param name="random">Where the draws come from.</param>
    public ReadOnlySpan<int> Order(ReadOnlySpan<double> weights, ref SeededGenerator random)
    {
        Begin(weights.Length, weights.Length);
        int count = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double draw = random.NextDouble();
            if (weights[i] == 0)
                continue;
            _numbers[count] = -Math.Log(1 - draw) / weights[i];
            _order[count++] = i;
        }

        _numbers.AsSpan(0, count).Sort(_order.AsSpan(0, count));
        return _order.AsSpan(0, count);
    }

    private void Begin(int atoms, int count)
    {
        if (_numbers.Length < count)
            _numbers = new double[count];
        if (_order.Length < atoms)
            _order = new int[atoms];
        if (_starts.Length != atoms + 1)
            _starts = new int[atoms + 1];
    }

    private static double Sum(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
            sum += weight;
        return sum;
    }

    private static int LastPositive(ReadOnlySpan<double> weights) => weights.LastIndexOfAnyExcept(0.0);
}
