using System.Text;
using Samples.Shared;

namespace SupplyDemand;

/// <summary>The page of maps, and the same as files for the gallery.</summary>
internal sealed class MapPage(IReadOnlyList<TaskResult> results, int supply, int demand, int train)
{
    private const string Lead =
        "A hundred depots serve ten thousand cities; how much each has and wants changes from time to time. Every depot has a colour, and what it sends travels as light of that colour "
        + "along the shortest way over the globe. Nothing but cities is drawn: they make the continents.";

    public void Save(string path)
    {
        HtmlPage page = new("Who serves whom", Lead);
        foreach (TaskResult result in results)
        {
            StringBuilder html = new();
            foreach ((string name, Picture map) in ((string, Picture)[])[("predicted", result.Predicted), ("converged", result.Converged)])
                html.Append($"<figure style=\"margin-bottom:14px\"><img alt=\"World map of flows, {name}\" style=\"width:100%;display:block;border-radius:10px\" src=\"{PictureFile.ToDataUri(map)}\"><figcaption class=\"note\">{name}</figcaption></figure>\n");
            html.Append(ResultTable.ToHtml(ResultTable.Headings, result.Rows.Select(ResultTable.Cells), row => row[0] is "RA-OT" or "OA-OT"));
            html.Append(FormattableString.Invariant(
                $"<p class=\"note\" style=\"margin-top:14px\">Learned from {train} pairs in {result.TrainingSeconds:0.0} s, saved and loaded; the pair on the maps is not among them.</p>"));
            page.Section(FormattableString.Invariant($"Epsilon {result.Epsilon} radians: {result.Epsilon * 6371:N0} km"), html.ToString());
        }

        page.Footer($"<p>Microsoft.ML.SlicedOT, sample SupplyDemand: {supply} depots, {demand} places. Equal Earth projection. Cities: GeoNames, CC BY 4.0.</p>").Save(path);
    }

    /// <summary>The maps by themselves, for documentation.</summary>
    public void SaveGallery(string folder)
    {
        List<GalleryPicture> pictures = [];
        for (int k = 0; k < results.Count; k++)
        {
            string suffix = k == 0 ? "" : $"-{k + 1}";
            foreach ((string name, Picture map) in ((string, Picture)[])[("predicted", results[k].Predicted), ("converged", results[k].Converged)])
            {
                string file = $"supply-{name}{suffix}.png";
                File.WriteAllBytes(Path.Combine(folder, file), PictureFile.EncodePng(map));
                pictures.Add(new GalleryPicture(file, FormattableString.Invariant($"{name}, epsilon {results[k].Epsilon} radians")));
            }
        }

        new GalleryEntry(
            "Who serves whom", Lead, "dotnet run -c Release --project samples/SupplyDemand -- --gallery DIR", "samples/SupplyDemand", pictures,
            [ResultTable.Headings[0], "epsilon", .. ResultTable.Headings[1..]],
            [.. results.SelectMany(result => result.Rows.Select(ResultTable.Cells).Select(cells => (string[])[cells[0], FormattableString.Invariant($"{result.Epsilon}"), .. cells[1..]]))])
            .Save(folder, "supply-demand");
    }
}
