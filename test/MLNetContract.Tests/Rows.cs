namespace MLNetContract.Tests;

public class Number
{
    public float Value { get; set; }
}

public class Doubled
{
    public float Twice { get; set; }
}

public class Sizes
{
    [VectorType(2)]
    public float[]? Fixed { get; set; }

    public float[]? Variable { get; set; }

    public float Scalar { get; set; }
}

public class Text
{
    public string? Word { get; set; }
}

public class Nothing
{
}
