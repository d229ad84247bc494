using System.Text;
using Samples.Shared;

namespace ColourTransfer;

/// <summary>The page of recoloured photographs.</summary>
internal sealed class ColourPage(IReadOnlyList<MethodRow> rows, LogLogChart? chart)
{
    private static readonly string[] Captions = ["photograph", "colours of", "predicted", "converged"];

    private const int Height = 200, Gap = 8;

    private readonly List<Picture[]> _strips = [];

    public void AddStrip(Picture[] strip) => _strips.Add(strip);

    public void Save(string path)
    {
        StringBuilder strips = new();
        foreach (Picture[] strip in _strips)
        {
            strips.Append("<div class=\"film\" style=\"grid-template-columns:repeat(4,1fr)\">\n");
            for (int k = 0; k < strip.Length; k++)
                strips.Append($"<figure><img alt=\"{Captions[k]}\" style=\"aspect-ratio:auto;border-radius:6px\" src=\"{PictureFile.ToDataUri(strip[k])}\"><figcaption>{Captions[k]}</figcaption></figure>\n");
            strips.Append("</div>\n");
        }

        HtmlPage page = new(
            "Borrowed colours",
            "A coupling between the colours of two photographs says which colour becomes which. The pairs shown were predicted by a model that has never seen one of the two pictures.");
        page.Section("Predicted beside converged", strips.ToString());
        if (chart is not null)
        {
            page.Section("How close, how fast", ResultTable.ToHtml(ResultTable.Headings, rows.Select(ResultTable.Cells), row => row[0].Contains("-OT", StringComparison.Ordinal))
                + "<p class=\"note\" style=\"margin-top:14px\">500 colours each, epsilon 0.005: a hard problem, where plain Sinkhorn needs many sweeps.</p>")
            .Section("Time against accuracy", chart.ToSvg() + "<p class=\"note\">Lower left is better; every mark is a longer run of the same method.</p>");
        }

        page.Save(path);
    }

    /// <summary>The pictures by themselves, for documentation.</summary>
    public void SaveGallery(string folder)
    {
        List<GalleryPicture> pictures = [];
        for (int k = 0; k < _strips.Count; k++)
        {
            Picture[] parts = [.. _strips[k].Select(picture => Montage.ScaleToHeight(picture, Height))];
            string square = $"colours-{k + 1}-square.png";
            File.WriteAllBytes(Path.Combine(folder, $"colours-{k + 1}.png"), PictureFile.EncodePng(Montage.SideBySide(parts, Gap)));
            Picture above = Montage.SideBySide(parts[..2], Gap), below = Montage.SideBySide(parts[2..], Gap);
            File.WriteAllBytes(Path.Combine(folder, square), PictureFile.EncodePng(Montage.OneAboveOther([above, below], Gap)));
            pictures.Add(new GalleryPicture(square, "above the photograph and the one whose colours it is to have, below as predicted and as the solver converges"));
        }

        File.WriteAllText(Path.Combine(folder, "colours-time-against-accuracy.svg"), chart!.ToSvg());
        new GalleryEntry(
            "Borrowed colours",
            "A coupling between the colours of two photographs says which colour becomes which. The model that predicted these has never seen one of the two pictures.",
            "dotnet run -c Release --project samples/ColourTransfer -- --gallery DIR", "samples/ColourTransfer", pictures,
            ResultTable.Headings, [.. rows.Select(ResultTable.Cells)]).Save(folder, "colours");
    }
}
