using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Calls a private static generic method with type arguments found at run time.</summary>
internal static class Generic
{
    public static TResult Call<TResult>(Type owner, string method, Type[] typeArguments, params object?[] arguments)
    {
        MethodInfo definition = owner.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)
            ?? throw new MissingMethodException(owner.FullName, method);
        return (TResult)definition.MakeGenericMethod(typeArguments)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }
}
