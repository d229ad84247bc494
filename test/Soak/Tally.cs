namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>Counts answers and errors by kind of row; safe to use from several threads.</summary>
internal sealed class Tally
{
    private const int Shown = 40;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _answers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _exits = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _unexpectedByKind = new(StringComparer.Ordinal);
    private readonly List<string> _messages = [];

    public long Answers => _answers.Values.Sum();

    public long ExpectedErrors => _errors.Values.Sum();

    public long Unexpected { get; private set; }

    public void Answer(string kind, string exitReason)
    {
        lock (_lock)
        {
            _answers[kind] = _answers.GetValueOrDefault(kind) + 1;
            _exits[exitReason] = _exits.GetValueOrDefault(exitReason) + 1;
        }
    }

    public void ExpectedError(string kind)
    {
        lock (_lock)
            _errors[kind] = _errors.GetValueOrDefault(kind) + 1;
    }

    public void Surprise(string scenario, string kind, long number, string what)
    {
        lock (_lock)
        {
            Unexpected++;
            string key = $"{scenario}: {kind}";
            _unexpectedByKind[key] = _unexpectedByKind.GetValueOrDefault(key) + 1;
            if (_messages.Count < Shown && _unexpectedByKind[key] == 1)
                _messages.Add($"row {number}, {key}: {what}");
        }
    }

    public void Print(TextWriter output)
    {
        Print(output, "answers", _answers);
        Print(output, "answers by exit reason", _exits);
        Print(output, "expected errors", _errors);
        Print(output, "UNEXPECTED", _unexpectedByKind);
        foreach (string message in _messages)
            output.WriteLine($"  {message}");
    }

    private static void Print(TextWriter output, string title, SortedDictionary<string, long> counts)
    {
        if (counts.Count == 0)
            return;
        output.WriteLine($"{title}:");
        foreach ((string kind, long count) in counts)
            output.WriteLine($"  {count,9} {kind}");
    }
}
