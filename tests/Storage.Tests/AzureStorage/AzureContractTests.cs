using Sdtp.Storage.Tests.Contract;
using Sdtp.TestKit.Processes;

namespace Sdtp.Storage.Tests.AzureStorage;

public sealed class AzureAppendAndReadTests(Azurite azurite) : AppendAndReadContract(new AzureLogUnderTest(azurite));

public sealed class AzureFencingTests(Azurite azurite) : FencingContract(new AzureLogUnderTest(azurite));

public sealed class AzureTrimAndSweepTests(Azurite azurite) : TrimAndSweepContract(new AzureLogUnderTest(azurite));

public sealed class AzureOverdueTests(Azurite azurite) : OverdueContract(new AzureLogUnderTest(azurite));

public sealed class AzureFailureTests(Azurite azurite) : FailureContract(new AzureLogUnderTest(azurite));
