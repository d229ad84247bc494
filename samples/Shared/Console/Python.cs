using System.ComponentModel;

namespace Samples.Shared;

/// <summary>The Python that others' methods are run with.</summary>
public static class Python
{
    /// <summary>A Python that has some modules: that of the variable PYTHON, the first of the path, or the system's; null where none has them.</summary>
    /// <param name="modules">Their names, with commas between them.</param>
    public static string? Find(string modules)
    {
        foreach (string? candidate in (string?[])[Environment.GetEnvironmentVariable("PYTHON"), "python3", "/usr/bin/python3"])
        {
            if (!string.IsNullOrEmpty(candidate) && Imports(candidate, modules))
                return candidate;
        }

        return null;
    }

    private static bool Imports(string python, string modules)
    {
        try
        {
            return ChildProcess.Run(python, ["-c", $"import {modules}"]).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
