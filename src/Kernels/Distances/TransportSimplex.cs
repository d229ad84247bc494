using System.Numerics.Tensors;

namespace Microsoft.ML.SlicedOT;

/// <summary>
/// The network simplex of a transportation problem, started from the tree of a bisection plan. Masses are integers, so flows are exact.
/// Buffers are kept; one thread at a time.
/// </summary>
/// <remarks>
/// Ahuja, Magnanti and Orlin 1993, chapter 11: the tree is kept strongly feasible (arcs without flow point to the root), and of the arcs that may leave
/// it, it is the last one on the cycle from its apex on: pivots without progress then come to an end. An entering arc is the cheapest of a row.
/// </remarks>
internal sealed class TransportSimplex
{
    /// <summary>Relative to the largest cost: what a path of a thousand arcs leaves of rounding, and more.</summary>
    private const double RelativeTolerance = 1e-12;

    private const int RowsBetweenCancellations = 64;

    private double[] _costs = [];
    private double[] _reduced = [];
    private double[] _potentials = [];
    private int[] _parent = [];
    private long[] _flow = [];
    private int[] _depth = [];
    private int[] _firstChild = [];
    private int[] _next = [];
    private int[] _previous = [];
    private int[] _stack = [];
    private int[] _arcs = [];
    private int _n;
    private int _m;

    /// <summary>The number of pivots of the last solve.</summary>
    public int Pivots { get; private set; }

    /// <summary>Source potentials of the last solve, then minus the target potentials.</summary>
    public ReadOnlySpan<double> Potentials => _potentials.AsSpan(0, _n + _m);

    /// <summary>The costs, row-major n x m, for the caller to fill before <see cref="Solve"/>.</summary>
    public Span<double> Reserve(int n, int m)
    {
        (_n, _m) = (n, m);
        int nodes = n + m;
        if (_costs.Length < n * m)
            _costs = GC.AllocateUninitializedArray<double>(n * m);
        if (_reduced.Length < m)
            _reduced = new double[m];
        if (_parent.Length < nodes)
        {
            _potentials = new double[nodes];
            _parent = new int[nodes];
            _flow = new long[nodes];
            _depth = new int[nodes];
            _firstChild = new int[nodes];
            _next = new int[nodes];
            _previous = new int[nodes];
            _stack = new int[nodes];
            _arcs = new int[5 * nodes];
        }

        return _costs.AsSpan(0, n * m);
    }

    /// <summary>Improves a plan to the optimal one.</summary>
    /// <param name="plan">A plan whose arcs form no cycle, every atom in one arc at least, all masses positive.</param>
    /// <param name="cancellationToken">Cancels between pivots.</param>
    /// <returns>The optimal cost, in units of mass times cost.</returns>
    public double Solve(ReadOnlySpan<(int Source, int Target, long Mass)> plan, CancellationToken cancellationToken)
    {
        Plant(plan);
        double tolerance = RelativeTolerance * Math.Max(double.Epsilon, TensorPrimitives.Max<double>(_costs.AsSpan(0, _n * _m)));
        Pivots = 0;
        int settled = 0;
        for (int i = 0; settled < _n; i = i + 1 == _n ? 0 : i + 1)
        {
            if (i % RowsBetweenCancellations == 0)
                cancellationToken.ThrowIfCancellationRequested();
            int j = Cheapest(i, out double reduced);
            if (!(reduced < -tolerance))
            {
                settled++;
                continue;
            }

            settled = 0;
            Pivot(i, _n + j);
            Pivots++;
        }

        double cost = 0;
        for (int node = 0; node < _n + _m; node++)
        {
            if (_parent[node] >= 0)
                cost += _flow[node] * ArcCost(node);
        }

        return cost;
    }

    /// <summary>Writes every arc that carries mass, and returns their number.</summary>
    public int WriteEntries((int Source, int Target, long Mass)[] entries)
    {
        int count = 0;
        for (int node = 0; node < _n + _m; node++)
        {
            int parent = _parent[node];
            if (parent >= 0 && _flow[node] > 0)
                entries[count++] = node < _n ? (node, parent - _n, _flow[node]) : (parent, node - _n, _flow[node]);
        }

        return count;
    }

    private int Cheapest(int i, out double reduced)
    {
        // r_ij = C_ij - f_i - g_j, and the potential of target j is kept as -g_j.
        Span<double> row = _reduced.AsSpan(0, _m);
        TensorPrimitives.Add(_costs.AsSpan(i * _m, _m), _potentials.AsSpan(_n, _m), row);
        double least = TensorPrimitives.Min<double>(row);
        reduced = least - _potentials[i];
        return reduced < 0 ? row.IndexOf(least) : 0;
    }

    private void Pivot(int i, int j)
    {
        int x = i, y = j, leaving = -1;
        long least = long.MaxValue;
        bool isOnTargetSide = false;

        // Both ways up to the apex at once. On the way from the source, arcs of which a source is the child lose flow, on the other those of which a target is.
        int a = i, b = j;
        while (a != b)
        {
            if (_depth[a] > _depth[b])
                a = _parent[a];
            else
                b = _parent[b];
        }

        int apex = a;
        for (; x != apex; x = _parent[x])
        {
            if (x < _n && _flow[x] < least)
                (least, leaving) = (_flow[x], x);
        }

        for (; y != apex; y = _parent[y])
        {
            if (y >= _n && _flow[y] <= least)
                (least, leaving, isOnTargetSide) = (_flow[y], y, true);
        }

        if (least > 0)
        {
            for (x = i; x != apex; x = _parent[x])
                _flow[x] += x < _n ? -least : least;
            for (y = j; y != apex; y = _parent[y])
                _flow[y] += y >= _n ? -least : least;
        }

        (int root, int newParent) = isOnTargetSide ? (j, i) : (i, j);
        Hang(root, newParent, leaving, least);
        Refresh(root);
    }

    /// <summary>Turns the path from <paramref name="root"/> up to <paramref name="top"/> round and hangs it below another parent.</summary>
    private void Hang(int root, int parent, int top, long flow)
    {
        int node = root;
        while (true)
        {
            int above = _parent[node];
            long carried = _flow[node];
            Unlink(node);
            Link(node, parent);
            _flow[node] = flow;
            if (node == top)
                return;
            (parent, node, flow) = (node, above, carried);
        }
    }

    private void Unlink(int node)
    {
        int previous = _previous[node], next = _next[node];
        if (previous >= 0)
            _next[previous] = next;
        else
            _firstChild[_parent[node]] = next;
        if (next >= 0)
            _previous[next] = previous;
    }

    private void Link(int node, int parent)
    {
        int first = _firstChild[parent];
        (_parent[node], _next[node], _previous[node], _firstChild[parent]) = (parent, first, -1, node);
        if (first >= 0)
            _previous[first] = node;
    }

    /// <summary>Depths and potentials of a subtree, from the parent of its root.</summary>
    private void Refresh(int root)
    {
        int count = 0;
        _stack[count++] = root;
        while (count > 0)
        {
            int node = _stack[--count], parent = _parent[node];
            _depth[node] = _depth[parent] + 1;
            double cost = ArcCost(node);
            _potentials[node] = node < _n ? cost + _potentials[parent] : _potentials[parent] - cost;
            for (int child = _firstChild[node]; child >= 0; child = _next[child])
                _stack[count++] = child;
        }
    }

    private double ArcCost(int node)
    {
        int parent = _parent[node];
        return node < _n ? _costs[(node * _m) + parent - _n] : _costs[(parent * _m) + node - _n];
    }

    /// <summary>Makes the tree of a plan; parts that share no atom are joined by an arc without flow from a source of the later one.</summary>
    private void Plant(ReadOnlySpan<(int Source, int Target, long Mass)> plan)
    {
        int nodes = _n + _m;
        Span<int> heads = _arcs.AsSpan(0, nodes), set = _stack.AsSpan(0, nodes);
        Span<int> nextArc = _arcs.AsSpan(nodes, 2 * nodes), ends = _arcs.AsSpan(3 * nodes, 2 * nodes);
        heads.Fill(-1);
        for (int node = 0; node < nodes; node++)
            set[node] = node;
        int arcs = 0;
        foreach ((int source, int target, _) in plan)
        {
            Add(heads, nextArc, ends, ref arcs, source, _n + target);
            set[Find(set, source)] = Find(set, _n + target);
        }

        int trees = arcs / 2;
        for (int e = 1; e < plan.Length; e++)
        {
            int apart = Find(set, plan[e].Source), joined = Find(set, plan[0].Source);
            if (apart == joined)
                continue;
            Add(heads, nextArc, ends, ref arcs, plan[e].Source, _n + plan[e - 1].Target);
            set[apart] = joined;
        }

        int root = plan[0].Source;
        _firstChild.AsSpan(0, nodes).Fill(-1);
        (_parent[root], _depth[root], _potentials[root], _next[root], _previous[root]) = (-1, 0, 0, -1, -1);
        int count = 0;
        _stack[count++] = root;
        while (count > 0)
        {
            int node = _stack[--count];
            for (int arc = heads[node]; arc >= 0; arc = nextArc[arc])
            {
                int child = ends[arc];
                if (child == _parent[node])
                    continue;
                Link(child, node);
                _flow[child] = arc / 2 < trees ? plan[arc / 2].Mass : 0;
                _stack[count++] = child;
            }
        }

        for (int child = _firstChild[root]; child >= 0; child = _next[child])
            Refresh(child);
    }

    private static void Add(Span<int> heads, Span<int> nextArc, Span<int> ends, ref int arcs, int source, int target)
    {
        (ends[arcs], nextArc[arcs], heads[source]) = (target, heads[source], arcs);
        arcs++;
        (ends[arcs], nextArc[arcs], heads[target]) = (source, heads[target], arcs);
        arcs++;
    }

    private static int Find(Span<int> set, int node)
    {
        while (set[node] != node)
            node = set[node] = set[set[node]];
        return node;
    }
}
