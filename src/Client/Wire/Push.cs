using Sdtp.Protocol.Messages;

namespace Sdtp.Client.Wire;

/// <summary>Something the relay said without being asked: exactly one of the two is set.</summary>
/// <param name="Page">The messages of a DELIVER, or null.</param>
/// <param name="Notice">The words of a NOTICE, or null.</param>
public readonly record struct Push(MessagePage? Page, Problem? Notice);
