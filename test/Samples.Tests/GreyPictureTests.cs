using Samples.Shared;

namespace Samples.Tests;

public sealed class GreyPictureTests
{
    [Fact]
    public void AQuarterTurnMovesTheTopRightCornerToTheTopLeft()
    {
        float[] weights = [0, 0, 1, 0, 0, 0, 0, 0, 0.5f];

        float[] turned = GreyPicture.Turn(weights, 3, 3, 90);

        Assert.Equal([1, 0, 0.5f, 0, 0, 0, 0, 0, 0], turned.Select(weight => MathF.Round(weight, 5)));
    }

    [Fact]
    public void ATurnKeepsTheMassOfWhatStaysInside()
    {
        var weights = new float[28 * 28];
        for (int r = 10; r < 18; r++)
            weights.AsSpan((28 * r) + 9, 9).Fill(1);

        Assert.Equal(weights.Sum(), GreyPicture.Turn(weights, 28, 28, 30).Sum(), 0.5);
    }

    [Fact]
    public void APhotographBecomesItsBrightness()
    {
        Picture picture = new(6, 4);
        picture.Pixels.AsSpan().Fill(40);
        for (int y = 0; y < 2; y++)
            picture.Pixels.AsSpan(4 * ((6 * y) + 1), 8).Fill(120);

        float[] weights = GreyPicture.FromPhotograph(picture, 2);

        Assert.Equal([0.5f, 1 / 6f, 1 / 6f, 1 / 6f], weights, (expected, actual) => Math.Abs(expected - actual) < 1e-6);
    }
}
