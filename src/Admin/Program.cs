using System.CommandLine;
using Sdtp.Admin;
using Sdtp.Gateway.Configuration;

const int Failed = 1;
const int BadOption = 2;
const int Interrupted = 130;

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
catch (OperationCanceledException)
{
    return Interrupted;
}
catch (StartException e)
{
    Console.Error.WriteLine($"sdtp-admin: {e.Message}");
    return e.IsBadOption ? BadOption : Failed;
}
