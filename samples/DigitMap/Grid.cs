using Microsoft.ML.SlicedOT;

namespace DigitMap;

/// <summary>Digits on the cells of a square, like beside like.</summary>
internal static class Grid
{
    private const int Rounds = 6, ProposalsACell = 400, WidestReach = 5;

    /// <summary>Begins with the places of the plane, cut into columns of equal numbers and these into cells, then swaps cells while that makes neighbourhoods cheaper.</summary>
    /// <returns>For each cell, row by row, its digit.</returns>
    public static int[] Arrange(TransportCostMatrix costs, (double X, double Y)[] places, int side, int seed)
    {
        var cells = new int[side * side];
        int[] byX = [.. Enumerable.Range(0, cells.Length).OrderBy(i => places[i].X)];
        for (int column = 0; column < side; column++)
        {
            int row = 0;
            foreach (int digit in byX.Skip(column * side).Take(side).OrderByDescending(i => places[i].Y))
                cells[(row++ * side) + column] = digit;
        }

        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            // Wide neighbourhoods put regions into order, narrow ones their seams.
            int reach = Math.Max(1, WidestReach - round);
            for (int proposal = 0; proposal < ProposalsACell * cells.Length; proposal++)
            {
                int a = random.Next(cells.Length), b = random.Next(cells.Length);
                if (a != b && Gain(costs, cells, side, a, b, reach) > 0)
                    (cells[a], cells[b]) = (cells[b], cells[a]);
            }
        }

        return cells;
    }

    /// <summary>The share of pairs of cells beside or above each other with the same numeral.</summary>
    public static double Agreement(int[] cells, int side, byte[] labels)
    {
        int same = 0;
        for (int row = 0; row < side; row++)
        {
            for (int column = 1; column < side; column++)
            {
                same += labels[cells[(row * side) + column]] == labels[cells[(row * side) + column - 1]] ? 1 : 0;
                same += labels[cells[(column * side) + row]] == labels[cells[((column - 1) * side) + row]] ? 1 : 0;
            }
        }

        return same / (2.0 * side * (side - 1));
    }

    /// <summary>How much cheaper the neighbourhoods of two cells become by a swap.</summary>
    private static double Gain(TransportCostMatrix costs, int[] cells, int side, int a, int b, int reach) =>
        Difference(costs, cells, side, a, b, reach) + Difference(costs, cells, side, b, a, reach);

    /// <summary>What the digit of a cell costs there more than that of another.</summary>
    private static double Difference(TransportCostMatrix costs, int[] cells, int side, int cell, int other, int reach)
    {
        int row = cell / side, column = cell % side;
        ReadOnlySpan<float> own = costs.Row(cells[cell]), others = costs.Row(cells[other]);
        double sum = 0;
        for (int r = Math.Max(0, row - reach); r <= Math.Min(side - 1, row + reach); r++)
        {
            for (int c = Math.Max(0, column - reach); c <= Math.Min(side - 1, column + reach); c++)
            {
                int neighbour = (r * side) + c, squared = ((r - row) * (r - row)) + ((c - column) * (c - column));
                if (neighbour != cell && neighbour != other)
                    sum += (own[cells[neighbour]] - others[cells[neighbour]]) / squared;
            }
        }

        return sum;
    }
}
