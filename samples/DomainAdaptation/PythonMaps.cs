using System.Runtime.InteropServices;
using Microsoft.ML.SlicedOT;
using Samples.Shared;

namespace DomainAdaptation;

/// <summary>What Python OT (POT) makes of the same problems: its maps with their defaults, by pot_maps.py.</summary>
public sealed class PythonMaps
{
    /// <summary>Columns of the tables and what the script calls them.</summary>
    public static readonly (string Name, string Script)[] Methods = [("POT linear", "linear"), ("POT Sinkhorn", "sinkhorn"), ("POT Lpl1", "lpl1")];

    private readonly Dictionary<(string Problem, string Method, AdaptationUse Use), float[][]> _rows = [];

    private PythonMaps()
    {
    }

    /// <summary>Maps all problems; a method that fails on one leaves it out.</summary>
    /// <param name="problems">Settings and seeds.</param>
    /// <exception cref="InputException">There is no Python with POT.</exception>
    public static PythonMaps Run(IEnumerable<(Setting Setting, int Seed)> problems)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("maps");
        try
        {
            (string Name, Problem Problem)[] created = [.. problems.Select(p => (Key(p.Setting, p.Seed), p.Setting.Create(p.Seed)))];
            for (int k = 0; k < created.Length; k++)
                Write(Path.Combine(folder.FullName, $"{k}.problem"), created[k].Problem);
            string script = Path.Combine(AppContext.BaseDirectory, "pot_maps.py");
            string python = Python.Find("ot") ?? throw new InputException("There is no Python with POT (Debian: python3-pot); name one in the variable PYTHON, or leave out --pot.");
            if (ChildProcess.Run(python, [script, folder.FullName], passErrorsOn: true).ExitCode != 0)
                throw new InputException($"'{python} {script}' failed; its messages are above. It needs Python with numpy and POT (Debian: python3-pot).");
            var maps = new PythonMaps();
            for (int k = 0; k < created.Length; k++)
            {
                foreach ((string name, string method) in Methods)
                {
                    foreach (AdaptationUse use in Enum.GetValues<AdaptationUse>())
                    {
                        string path = Path.Combine(folder.FullName, $"{k}.{method}.{(use == AdaptationUse.FrozenModel ? "frozen" : "retrain")}");
                        if (File.Exists(path))
                            maps._rows[(created[k].Name, name, use)] = [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray().Chunk(created[k].Problem.Source.Dimension)];
                    }
                }
            }

            return maps;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Mapped rows: those unseen where a trained model is kept, else the source's; null where the method failed.</summary>
    public float[][]? Rows(Setting setting, int seed, string method, AdaptationUse use) => _rows.GetValueOrDefault((Key(setting, seed), method, use));

    private static string Key(Setting setting, int seed) => $"{setting} {seed}";

    private static void Write(string path, Problem problem)
    {
        using var file = new BinaryWriter(File.Create(path));
        foreach (int size in (int[])[problem.Source.Count, problem.Target.Count, problem.Unseen.Count, problem.Source.Dimension])
            file.Write(size);
        foreach (float[] row in (IEnumerable<float[]>)[.. problem.Source.Features, .. problem.Target.Features, .. problem.Unseen.Features])
            file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(problem.Source.Classes.AsSpan()));
    }
}
