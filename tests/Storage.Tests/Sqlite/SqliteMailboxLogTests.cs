using Sdtp.Storage.Tests.Contract;

namespace Sdtp.Storage.Tests.Sqlite;

public sealed class SqliteAppendAndReadTests() : AppendAndReadContract(new SqliteLogUnderTest());

public sealed class SqliteFencingTests() : FencingContract(new SqliteLogUnderTest());

public sealed class SqliteTrimAndSweepTests() : TrimAndSweepContract(new SqliteLogUnderTest());

public sealed class SqliteOverdueTests() : OverdueContract(new SqliteLogUnderTest());

public sealed class TinySqliteAppendAndReadTests() : AppendAndReadContract(SqliteLogUnderTest.WithTinyLimits());

public sealed class TinySqliteFencingTests() : FencingContract(SqliteLogUnderTest.WithTinyLimits());

public sealed class TinySqliteTrimAndSweepTests() : TrimAndSweepContract(SqliteLogUnderTest.WithTinyLimits());

public sealed class TinySqliteOverdueTests() : OverdueContract(SqliteLogUnderTest.WithTinyLimits());

public sealed class SqliteFailureTests() : FailureContract(new SqliteLogUnderTest());

public sealed class TinySqliteFailureTests() : FailureContract(SqliteLogUnderTest.WithTinyLimits());
