namespace Samples.Shared;

/// <summary>Something the user gave (an option, a file) cannot be used; the message is meant for them, without a stack trace.</summary>
public sealed class InputException(string message) : Exception(message);
