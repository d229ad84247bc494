using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MLNetContract.Tests.Surface;

/// <summary>Writes public types and members in the form of the stored list of ML.NET's public API: «type; kind; signature».</summary>
internal static class SignatureRenderer
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string TypeLine(Type type) => $"{Name(type)}; {Kind(type)}; {Declaration(type)}";

    public static IEnumerable<string> MemberLines(Type type)
    {
        if (Kind(type) == "delegate")
            return [];
        IEnumerable<string> lines = type.IsEnum
            ? type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => $"field; {f.Name} = {Constant(f.GetRawConstantValue())}")
            : type.GetConstructors(Declared).Where(IsVisible).Select(c => $"constructor; {Access(c)} .ctor({Parameters(c)})")
                .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => $"field; {Field(f)}"))
                .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsVisible)).Select(p => $"property; {Property(p)}"))
                .Concat(type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e => $"event; {Access(e.AddMethod!)} event {Name(e.EventHandlerType!)} {e.Name}"))
                .Concat(type.GetMethods(Declared).Where(m => IsVisible(m) && !m.IsSpecialName).Select(m => $"method; {Method(m)}"));
        return lines.Select(line => $"{Name(type)}; {line}".TrimEnd());
    }

    public static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter)
            return type.Name;
        string owner = type.IsNested ? OwnerName(type) + "+" : type.Namespace + ".";
        int inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        string[] arguments = [.. type.GetGenericArguments().Skip(inherited).Select(Name)];
        string name = owner + type.Name.Split('`')[0];
        return arguments.Length == 0 ? name : $"{name}<{string.Join(", ", arguments)}>";
    }

    private static string OwnerName(Type nested)
    {
        Type owner = nested.DeclaringType!;
        return owner.IsGenericTypeDefinition && nested.IsConstructedGenericType
            ? Name(owner.MakeGenericType(nested.GetGenericArguments()[..owner.GetGenericArguments().Length]))
            : Name(owner);
    }

    private static string Kind(Type type)
        => type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : type.BaseType == typeof(MulticastDelegate) ? "delegate"
            : "class";

    private static string Declaration(Type type)
    {
        if (type.IsEnum)
            return $"public enum {Name(type)} : {Name(Enum.GetUnderlyingType(type))}{(type.IsDefined(typeof(FlagsAttribute)) ? " [Flags]" : "")}";
        if (Kind(type) == "delegate")
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"public delegate {Name(invoke.ReturnType)} {Name(type)}({Parameters(invoke)})";
        }

        string modifiers = type.IsInterface ? ""
            : type.IsValueType ? (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "")
            : type is { IsAbstract: true, IsSealed: true } ? "static "
            : type.IsAbstract ? "abstract "
            : type.IsSealed ? "sealed " : "";
        IEnumerable<string> bases = type.GetInterfaces().Where(i => i.IsVisible).Select(Name).Order(StringComparer.Ordinal);
        if (type.IsClass && type.BaseType != typeof(object))
            bases = bases.Prepend(Name(type.BaseType!));
        string inheritance = string.Join(", ", bases);
        return $"public {modifiers}{Kind(type)} {Name(type)}{(inheritance == "" ? "" : " : " + inheritance)}{Constraints(type.GetGenericArguments())}".TrimEnd();
    }

    private static string Constraints(Type[] parameters)
    {
        var result = "";
        foreach (Type parameter in parameters.Where(p => p.IsGenericParameter))
        {
            GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
            string variance = attributes.HasFlag(GenericParameterAttributes.Covariant) ? "out "
                : attributes.HasFlag(GenericParameterAttributes.Contravariant) ? "in " : "";
            var constraints = new List<string>();
            if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
                constraints.Add("class");
            constraints.AddRange(parameter.GetGenericParameterConstraints().Select(Name));
            if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
                constraints.Add("new()");
            if (variance != "" || constraints.Count > 0)
                result += $" where {variance}{parameter.Name} : {string.Join(", ", constraints)}";
        }

        return result;
    }

    private static string Field(FieldInfo field)
    {
        string access = field.IsPublic ? "public" : "protected";
        return field.IsLiteral
            ? $"{access} const {Name(field.FieldType)} {field.Name} = {Constant(field.GetRawConstantValue())}"
            : $"{access} {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo accessor = property.GetAccessors(true).First(IsVisible);
        string index = property.GetIndexParameters() is { Length: > 0 } parameters
            ? $"[{string.Join(", ", parameters.Select(p => $"{Name(p.ParameterType)} {p.Name}"))}]"
            : "";
        string get = property.GetMethod is { } getter && IsVisible(getter) ? " get;" : "";
        string set = property.SetMethod is { } setter && IsVisible(setter) ? " set;" : "";
        return $"{Access(accessor)} {Modifiers(accessor)}{Name(property.PropertyType)} {property.Name}{index} {{{get}{set} }}";
    }

    private static string Method(MethodInfo method)
    {
        Type[] generic = method.GetGenericArguments();
        string arguments = generic.Length == 0 ? "" : $"<{string.Join(", ", generic.Select(Name))}>";
        return $"{Access(method)} {Modifiers(method)}{Name(method.ReturnType)} {method.Name}{arguments}({Parameters(method)}){Constraints(generic)}";
    }

    private static string Modifiers(MethodInfo method)
        => method.IsStatic ? "static "
            : method.DeclaringType!.IsInterface ? ""
            : method.IsAbstract ? (IsOverride(method) ? "abstract override " : "abstract ")
            : IsOverride(method) ? (method.IsFinal ? "sealed override " : "override ")
            : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";

    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition() != method;

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Parameters(MethodBase method)
    {
        bool isExtension = method.IsDefined(typeof(ExtensionAttribute));
        return string.Join(", ", method.GetParameters().Select((p, i) => (isExtension && i == 0 ? "this " : "") + Parameter(p)));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        string modifier = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : !parameter.ParameterType.IsByRef ? ""
            : parameter.IsOut ? "out "
            : parameter.IsIn ? "in " : "ref ";
        string optional = parameter.HasDefaultValue ? $" = {Constant(parameter.RawDefaultValue)}" : "";
        return $"{modifier}{Name(parameter.ParameterType)} {parameter.Name}{optional}";
    }

    private static string Constant(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        char character => ((int)character).ToString(CultureInfo.InvariantCulture),
        Enum member => Convert.ToInt64(member, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!
    };
}
