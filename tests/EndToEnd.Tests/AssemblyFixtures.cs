using Sdtp.TestKit.Processes;
using Xunit;

[assembly: AssemblyFixture(typeof(Azurite))]
