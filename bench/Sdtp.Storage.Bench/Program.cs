using Sdtp.Storage.Bench;
using Sdtp.Storage.Sqlite;

// sdtp-storage-bench <append|depth> <data folder> [rows] [in flight]
if (args is not [var workload, var folder, ..] || workload is not ("append" or "depth"))
{
    Console.Error.WriteLine("Usage: sdtp-storage-bench <append|depth> <new data folder> [rows] [in flight]");
    return 2;
}

var rows = args.Length > 2 ? int.Parse(args[2], null) : 1_000_000;
var inFlight = args.Length > 3 ? int.Parse(args[3], null) : 1_024;
using var store = SqliteStore.Open(new SqliteStorageOptions { DataFolder = folder });
if (workload == "append")
{
    await new AppendWorkload(store.Mailboxes, inFlight).RunAsync(rows);
}
else
{
    await new DepthWorkload(store.Mailboxes).RunAsync(rows);
}

return 0;
