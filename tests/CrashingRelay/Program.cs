using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sdtp.CrashingRelay;
using Sdtp.Gateway.Hosting;
using Sdtp.Silo;

// The real relay, with one difference: it dies as by kill -9 right after a given number of grain state writes have reached the disk.
// Usage: --listen ADDRESS:PORT --data FOLDER --die-after-writes N
var options = new SiloOptions { Listen = IPEndPoint.Parse(ValueOf("--listen")), DataFolder = ValueOf("--data") };
var writes = int.Parse(ValueOf("--die-after-writes"), CultureInfo.InvariantCulture);
using var host = SiloHost.Create(options, builder => DyingGrainStorage.PutInFrontOfAll(builder.Services, writes));
await SiloHost.StartAsync(host, options);
var gateway = host.Services.GetRequiredService<IGatewayAddress>();
Console.WriteLine($"[Server] Listening on {gateway.EndPoint}");
Console.WriteLine($"sdtp://{gateway.EndPoint}#{gateway.KeyPin}");
await host.WaitForShutdownAsync();

string ValueOf(string flag) => args[Array.IndexOf(args, flag) + 1];
