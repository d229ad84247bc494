namespace Microsoft.ML.SlicedOT;

/// <summary>A fit report's facts as plain numbers and text. Seconds stay out: two fits of the same data give the same bytes.</summary>
internal static class FitReportFormat
{
    public static void Write(BinaryWriter writer, FitReport report)
    {
        writer.Write(report.Method);
        writer.Write(report.Epsilon);
        writer.Write(report.PairsUsed);
        writer.Write(report.PairsSkipped);
        writer.Write(report.Skipped.Count);
        foreach (SkippedPair pair in report.Skipped)
        {
            writer.Write(pair.Row);
            writer.Write(pair.Reason);
        }

        writer.Write(report.TeachersNotConverged);
        writer.Write(report.PotentialR2);
        writer.Write(report.HeldOutR2);
        writer.Write(report.UntrainedR2);
        writer.Write(report.NumberOfDirections);
        writer.Write(report.DirectionsReason);
        writer.Write(report.Ridge.Count);
        foreach (RidgeChoice choice in report.Ridge)
        {
            writer.Write(choice.Features);
            writer.Write(choice.Strength);
            writer.Write(choice.Reason);
        }

        writer.Write(report.ExitReason is { } reason ? (int)reason : -1);
        writer.Write(report.DualValues.Count);
        foreach (double value in report.DualValues)
            writer.Write(value);
    }

    public static FitReport Read(BinaryReader reader)
    {
        string method = reader.ReadString();
        double epsilon = reader.ReadDouble();
        long used = reader.ReadInt64();
        long skippedCount = reader.ReadInt64();
        var skipped = new List<SkippedPair>();
        int listed = PotentialFeaturesFormat.ReadCount(reader, 0, "number of skipped pairs");
        for (int k = 0; k < listed; k++)
            skipped.Add(new SkippedPair(reader.ReadInt64(), reader.ReadString()));
        long notConverged = reader.ReadInt64();
        double r2 = reader.ReadDouble(), heldOut = reader.ReadDouble(), untrained = reader.ReadDouble();
        int directions = reader.ReadInt32();
        string directionsReason = reader.ReadString();
        var ridge = new List<RidgeChoice>();
        int choices = PotentialFeaturesFormat.ReadCount(reader, 0, "number of ridge strengths");
        for (int k = 0; k < choices; k++)
            ridge.Add(new RidgeChoice(reader.ReadString(), reader.ReadDouble(), reader.ReadString()));
        int exit = reader.ReadInt32();
        int iterations = PotentialFeaturesFormat.ReadCount(reader, 0, "number of dual values");
        double[] values = PotentialFeaturesFormat.ReadDoubles(reader, iterations);
        if (used < 0 || skippedCount < 0 || notConverged < 0 || directions < 0)
            throw new InvalidDataException("The model's report counts fewer than 0 pairs or directions; the model is damaged.");
        if (exit >= 0 && !Enum.IsDefined((FitExitReason)exit))
            throw new InvalidDataException($"The model's exit reason is {exit}; the model is damaged.");
        return new FitReport
        {
            Method = method,
            Epsilon = epsilon,
            PairsUsed = used,
            PairsSkipped = skippedCount,
            Skipped = skipped,
            TeachersNotConverged = notConverged,
            PotentialR2 = r2,
            HeldOutR2 = heldOut,
            UntrainedR2 = untrained,
            NumberOfDirections = directions,
            DirectionsReason = directionsReason,
            Ridge = ridge,
            ExitReason = exit < 0 ? null : (FitExitReason)exit,
            DualValues = values,
        };
    }
}
