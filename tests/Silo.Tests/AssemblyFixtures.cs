using Sdtp.TestKit.Processes;

[assembly: AssemblyFixture(typeof(Azurite))]
