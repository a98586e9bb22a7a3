using Sdtp.Gateway.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedRelay))]
