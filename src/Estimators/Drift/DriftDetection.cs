using Microsoft.ML.Runtime;

namespace Microsoft.ML.SlicedOT;

/// <summary>Compares two views.</summary>
internal static class DriftDetection
{
    /// <summary>Rows that are looked at of each view; those compared are drawn from them.</summary>
    private const int MostRows = 100_000;

    public static DriftReport Compare(MLContext context, IDataView reference, IDataView current, DetectDriftOptions options)
    {
        options.Validate();
        using IChannel channel = ((IHostEnvironment)context).Register("SlicedOT").Start("DetectDrift");
        var columns = DriftColumns.Find(reference.Schema, current.Schema, options.ColumnNames, options.WeightColumnName);
        DomainRows before = Read(columns.Join(context, reference), "the reference", options);
        DomainRows now = Read(columns.Join(context, current), "the current view", options);
        try
        {
            var report = new DriftReport(
                DriftTest.Compute(before.Measure, now.Measure, options.TestOptions(), options.CancellationToken), columns.Names, before.Rows, now.Rows);
            channel.Info(MessageSensitivity.None, $"DetectDrift: {report.Verdict()}");
            return report;
        }
        catch (ArgumentException error)
        {
            throw new InvalidOperationException(error.Message, error);
        }
    }

    private static DomainRows Read(IDataView view, string what, DetectDriftOptions options) => DomainRows.Read(
        view, what, DriftColumns.Joined, options.WeightColumnName, label: null, MostRows, options.Seed, options.CancellationToken);
}
