using Sdtp.Storage.InMemory;
using Sdtp.Storage.Mailboxes;
using Sdtp.Storage.Tests.Contract;

namespace Sdtp.Storage.Tests.InMemory;

public sealed class InMemoryAppendAndReadTests() : AppendAndReadContract(new InMemoryLogUnderTest());

public sealed class InMemoryFencingTests() : FencingContract(new InMemoryLogUnderTest());

public sealed class InMemoryTrimAndSweepTests() : TrimAndSweepContract(new InMemoryLogUnderTest());

public sealed class InMemoryOverdueTests() : OverdueContract(new InMemoryLogUnderTest());

internal sealed class InMemoryLogUnderTest : LogUnderTest
{
    public override IMailboxLog Log { get; } = new InMemoryMailboxLog();

    public override void Restart()
    {
    }
}
