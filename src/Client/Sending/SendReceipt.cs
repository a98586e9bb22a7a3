using Sdtp.Protocol.Identifiers;

namespace Sdtp.Client;

/// <summary>The relay has the message on stable storage.</summary>
/// <param name="MessageId">The id that it was acknowledged under.</param>
/// <param name="Sequence">Its place in the recipient's mailbox.</param>
public sealed record SendReceipt(MessageId MessageId, ulong Sequence);
