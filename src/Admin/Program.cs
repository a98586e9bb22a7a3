using System.CommandLine;
using Sdtp.Admin;

const int Failed = 1;
const int BadOption = 2;

var parsed = AdminCommand.Create(Console.Out).Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"sdtp-admin: {parsed.Errors[0].Message} See sdtp-admin --help.");
    return BadOption;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (AdminException e)
{
    Console.Error.WriteLine($"sdtp-admin: {e.Message}");
    return Failed;
}
