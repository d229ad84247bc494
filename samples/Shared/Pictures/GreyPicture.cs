namespace Samples.Shared;

/// <summary>Weights on a pixel grid as a picture that can be turned, and pictures as weights on a pixel grid.</summary>
public static class GreyPicture
{
    /// <summary>The picture turned about its middle, counter-clockwise; what leaves the grid is lost.</summary>
    public static float[] Turn(float[] weights, int rows, int columns, double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        double middleRow = (rows - 1) / 2.0, middleColumn = (columns - 1) / 2.0;
        var turned = new float[weights.Length];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                double x = c - middleColumn, y = middleRow - r;
                turned[(r * columns) + c] = Sample(weights, rows, columns, middleRow - ((cos * y) - (sin * x)), middleColumn + (cos * x) + (sin * y));
            }
        }

        return turned;
    }

    /// <summary>A photograph's brightness on a grid: every cell the mean over its part of the largest square in the middle.</summary>
    public static float[] FromPhotograph(Picture picture, int side)
    {
        int size = Math.Min(picture.Width, picture.Height), left = (picture.Width - size) / 2, top = (picture.Height - size) / 2;
        var weights = new float[side * side];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                Span<byte> pixel = picture[left + x, top + y];
                weights[(y * side / size * side) + (x * side / size)] += (0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2]);
            }
        }

        float total = weights.Sum();
        for (int k = 0; k < weights.Length; k++)
            weights[k] /= total;
        return weights;
    }

    private static float Sample(float[] weights, int rows, int columns, double row, double column)
    {
        int r = (int)Math.Floor(row), c = (int)Math.Floor(column);
        float down = (float)(row - r), right = (float)(column - c);
        float At(int y, int x) => y >= 0 && y < rows && x >= 0 && x < columns ? weights[(y * columns) + x] : 0;
        return ((1 - down) * (((1 - right) * At(r, c)) + (right * At(r, c + 1)))) + (down * (((1 - right) * At(r + 1, c)) + (right * At(r + 1, c + 1))));
    }
}
