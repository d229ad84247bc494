namespace Microsoft.ML.SlicedOT.Soak;

/// <summary>One thread's work: its own prediction engines, and views over the models that all threads share.</summary>
internal sealed class SoakWorker(IReadOnlyList<SoakModel> models, IReadOnlyList<ITransformer> loaded, Tally tally, int seed) : IDisposable
{
    /// <summary>Rows of a chunk: one batch of ML.NET's parallel cursors.</summary>
    public const int ChunkRows = 64;

    private const int ChunksPerReload = 250;

    private readonly PredictionEngine<SoakRow, CouplingPrediction>?[] _engines = new PredictionEngine<SoakRow, CouplingPrediction>?[models.Count];
    private int _chunks;

    /// <summary>Puts the rows of a chunk to its model.</summary>
    public void Run(long chunk, int count)
    {
        int k = (int)(chunk % models.Count);
        SoakModel model = models[k];
        if (++_chunks % ChunksPerReload == 0)
            Dispose();
        PredictionEngine<SoakRow, CouplingPrediction> engine = _engines[k] ??= model.Engine(model.Load());

        (long Number, SoakCase Case)[] rows = [.. Enumerable.Range(0, count).Select(i => (chunk * ChunkRows) + i).Select(i => (i, model.Cases.Make(i)))];
        switch ((uint)CaseMaker.HashCode(~seed, chunk) % 8)
        {
            case 0:
                Transform(model, model.Fitted, engine, rows);
                break;
            case 1:
                Transform(model, loaded[k], engine, rows);
                break;
            default:
                foreach ((long number, SoakCase row) in rows)
                    Predict(model, engine, number, row);
                break;
        }
    }

    public void Dispose()
    {
        for (int k = 0; k < _engines.Length; k++)
        {
            _engines[k]?.Dispose();
            _engines[k] = null;
        }
    }

    private void Predict(SoakModel model, PredictionEngine<SoakRow, CouplingPrediction> engine, long number, SoakCase row)
    {
        CouplingPrediction answer;
        try
        {
            answer = engine.Predict(row.ToRow());
        }
        catch (Exception error)
        {
            Count(model, number, row, error);
            return;
        }

        Count(model, number, row, answer);
    }

    /// <summary>The good rows as one view, each answer equal to the engine's; each bad one at its place in a view, which must end there.</summary>
    private void Transform(
        SoakModel model, ITransformer transformer, PredictionEngine<SoakRow, CouplingPrediction> engine, (long Number, SoakCase Case)[] rows)
    {
        (long Number, SoakCase Case)[] good = [.. rows.Where(r => r.Case.Refusal is null)];
        CouplingPrediction[] answers;
        try
        {
            answers = model.Answers(transformer, good.Select(r => r.Case));
        }
        catch (Exception error)
        {
            foreach ((long number, SoakCase row) in good)
                Count(model, number, row, error);
            return;
        }

        for (int k = 0; k < good.Length; k++)
        {
            (long number, SoakCase row) = good[k];
            if (k >= answers.Length)
                tally.Surprise(model.Scenario.Name, row.Kind, number, "the view ended before this row");
            else if (!AnswerBits.Equal(answers[k], engine.Predict(row.ToRow())))
                tally.Surprise(model.Scenario.Name, row.Kind, number, "the view's answer differs from the engine's");
            else
                Count(model, number, row, answers[k]);
        }

        foreach ((long number, SoakCase bad) in rows.Where(r => r.Case.Refusal is not null))
        {
            try
            {
                model.Answers(transformer, good.TakeWhile(r => r.Number < number).Select(r => r.Case).Append(bad).Concat(good.SkipWhile(r => r.Number < number).Select(r => r.Case)));
                tally.Surprise(model.Scenario.Name, bad.Kind, number, "the view was read to its end over a bad row");
            }
            catch (Exception error)
            {
                Count(model, number, bad, error);
            }
        }
    }

    private void Count(SoakModel model, long number, SoakCase row, CouplingPrediction answer)
    {
        string? wrong = row.Refusal is null ? model.Check.Misses(row, answer) : "an answer came where an error was due";
        if (wrong is null)
            tally.Answer(row.Kind, answer.ExitReason);
        else
            tally.Surprise(model.Scenario.Name, row.Kind, number, wrong);
    }

    private void Count(SoakModel model, long number, SoakCase row, Exception error)
    {
        string? wrong = row.Refusal is null ? $"{error.GetType().Name}: {error.GetBaseException().Message}" : row.Refusal.Misses(error);
        if (wrong is null)
            tally.ExpectedError(row.Kind);
        else
            tally.Surprise(model.Scenario.Name, row.Kind, number, wrong);
    }
}
