using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sdtp.CrashingRelay;
using Sdtp.Gateway.Hosting;
using Sdtp.Silo;

// The real relay, with one difference, which the test names:
//   --die-after-writes N    it dies as by kill -9 right after N grain state writes have reached the disk;
//   --lose-appends-after N  after N appends to mailboxes no other one is stored.
// Usage: --listen ADDRESS:PORT --data FOLDER, and one of the two.
var options = new SiloOptions { Listen = IPEndPoint.Parse(ValueOf("--listen")), DataFolder = ValueOf("--data") };
using var host = SiloHost.Create(options, builder =>
{
    if (args.Contains("--die-after-writes"))
    {
        DyingGrainStorage.PutInFrontOfAll(builder.Services, NumberOf("--die-after-writes"));
    }
    else
    {
        LostDisk.PutUnderMailboxes(builder.Services, NumberOf("--lose-appends-after"));
    }
});
await SiloHost.StartAsync(host, options);
var gateway = host.Services.GetRequiredService<IGatewayAddress>();
Console.WriteLine($"[Server] Listening on {gateway.EndPoint}");
Console.WriteLine($"sdtp://{gateway.EndPoint}#{gateway.KeyPin}");
await host.WaitForShutdownAsync();

string ValueOf(string flag) => args[Array.IndexOf(args, flag) + 1];

int NumberOf(string flag) => int.Parse(ValueOf(flag), CultureInfo.InvariantCulture);
