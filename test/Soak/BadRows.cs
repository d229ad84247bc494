namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>Rows that hold no pair of measures and must be refused.</summary>
internal static class BadRows
{
    public static void Spoil(SoakCase row, Scenario scenario, Random random)
    {
        bool source = random.Next(2) == 0;
        bool hasWeights = source ? scenario.ReadsSourceWeights : scenario.ReadsTargetWeights;
        bool spoilPoints = !scenario.HasFixedSupports && (!hasWeights || random.Next(2) == 0);
        if (spoilPoints)
            SpoilPoints(row, ref source ? ref row.SourcePoints : ref row.TargetPoints, source ? "SourcePoints" : "TargetPoints", scenario, random);
        else if (hasWeights)
            SpoilWeights(row, ref source ? ref row.SourceWeights : ref row.TargetWeights, source ? "SourceWeights" : "TargetWeights", scenario, random);
        else
            throw new InvalidOperationException($"Scenario '{scenario.Name}' reads nothing on one side.");
    }

    private static void SpoilPoints(SoakCase row, ref float[] points, string column, Scenario scenario, Random random)
    {
        int slot = random.Next(points.Length);
        string at = $"slot {slot}:";
        switch (random.Next(7))
        {
            case 0:
                Set(row, points, slot, float.NaN, "NaN coordinate", new Refusal(column, at, "NaN", "finite"));
                break;
            case 1:
                Set(row, points, slot, float.PositiveInfinity, "infinite coordinate", new Refusal(column, at, "finite"));
                break;
            case 2:
                Set(row, points, slot, float.NegativeInfinity, "negative infinite coordinate", new Refusal(column, at, "finite"));
                break;
            case 3 when scenario.Dimension > 1:
                points = points[..^1];
                Expect(row, "part of a point", new Refusal(column, $"dimension {scenario.Dimension}"));
                break;
            case 4 when scenario.SquaresCoordinates:
                Set(row, points, slot, 1e30f, "coordinate of 1e30", new Refusal(column, "float32"));
                break;
            case 5 when scenario.SquaresCoordinates:
                Set(row, points, slot, 1e17f, "coordinate of 1e17", new Refusal(column, "Epsilon is", "costs reach"));
                break;
            case 4 or 5 when scenario.IsSphere:
                points.AsSpan(slot / 3 * 3, 3).Clear();
                Expect(row, "zero vector on the sphere", new Refusal(column, "zero vector"));
                break;
            default:
                points = [];
                Expect(row, "no points", new Refusal(column, "empty"));
                break;
        }
    }

    private static void SpoilWeights(SoakCase row, ref float[] weights, string column, Scenario scenario, Random random)
    {
        int slot = random.Next(weights.Length);
        string at = $"slot {slot}:";
        switch (random.Next(8))
        {
            case 0:
                Set(row, weights, slot, float.NaN, "NaN weight", new Refusal(column, at, "NaN"));
                break;
            case 1:
                Set(row, weights, slot, float.PositiveInfinity, "infinite weight", new Refusal(column, at, "finite"));
                break;
            case 2:
                Set(row, weights, slot, -1e-6f, "negative weight", new Refusal(column, at, "negative"));
                break;
            case 3:
                weights.AsSpan().Clear();
                Expect(row, "no mass", new Refusal(column, "zero"));
                break;
            case 4:
                weights = [.. weights, 1];
                Expect(row, "a weight too many", new Refusal(column, $"{weights.Length} slots", "one weight a point"));
                break;
            case 5:
                weights = weights[1..];
                Expect(row, "a weight too few", new Refusal(column, $"{weights.Length} slots", "one weight a point"));
                break;
            case 6 when scenario.RequiresNormalizedWeights:
                weights[slot] += 1;
                Expect(row, "weights that do not sum to 1", new Refusal(column, "sum"));
                break;
            default:
                weights = [];
                Expect(row, "no weights", new Refusal(column, "0 slots"));
                break;
        }
    }

    private static void Set(SoakCase row, float[] values, int slot, float value, string kind, Refusal refusal)
    {
        values[slot] = value;
        Expect(row, kind, refusal);
    }

    private static void Expect(SoakCase row, string kind, Refusal refusal) => (row.Kind, row.Refusal) = (kind, refusal);
}
