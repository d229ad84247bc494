using System.Collections;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Microsoft.ML.SlicedOT.Benchmarks;

/// <summary>Benchmark classes outside of BenchmarkDotNet.</summary>
internal static class BenchmarkInstance
{
    /// <summary>A new instance with its parameters set, made ready by its setup.</summary>
    public static object Create(Type type, Func<PropertyInfo, object> value)
    {
        object instance = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties())
        {
            if (property.IsDefined(typeof(ParamsAttribute)) || property.IsDefined(typeof(ParamsSourceAttribute)))
                property.SetValue(instance, value(property));
        }

        foreach (MethodInfo setup in type.GetMethods().Where(method => method.IsDefined(typeof(GlobalSetupAttribute))))
            setup.Invoke(instance, null);
        return instance;
    }

    /// <summary>The first value a parameter takes.</summary>
    public static object FirstValue(PropertyInfo parameter)
    {
        if (parameter.GetCustomAttribute<ParamsAttribute>() is { } given)
            return given.Values[0]!;
        PropertyInfo source = parameter.DeclaringType!.GetProperty(parameter.GetCustomAttribute<ParamsSourceAttribute>()!.Name)!;
        return ((IEnumerable)source.GetValue(null)!).Cast<object>().First();
    }
}
