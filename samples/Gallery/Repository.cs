namespace Gallery;

/// <summary>Where the code is.</summary>
internal static class Repository
{
    /// <summary>The root of this repository as a relative link from a page, or null where the program was taken elsewhere.</summary>
    public static string? SeenFrom(string page)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Microsoft.ML.SlicedOT.sln")))
            folder = folder.Parent;
        return folder is null ? null : Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(page))!, folder.FullName).Replace('\\', '/');
    }
}
