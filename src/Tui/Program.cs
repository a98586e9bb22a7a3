using Sdtp.Tui.Commands;
using Sdtp.Tui.Prompts;
using Sdtp.Tui.Sessions;

var terminal = new SystemTerminal();
var clock = TimeProvider.System;
var context = new CommandContext(terminal, new ProfileSessions(terminal, clock), new ProfileIdentities(terminal, clock), clock);
return (int)await CommandTree.RunAsync(args, context, CancellationToken.None);
