using System.Runtime.InteropServices;
using Terminal.Gui.Drivers;

namespace Sdtp.Tui.Chat.Terminals;

/// <summary>
/// Keys from a Unix terminal without a delay. The library looks for keys every 20 ms, and nothing wakes its loop when there is one; here
/// the reading thread sleeps in the kernel until there is a key, and says so.
/// </summary>
internal sealed class PromptKeys : AnsiInput
{
    private const int StandardInput = 0;
    private const short PollIn = 1;

    /// <summary>How long the reading thread outlives <see cref="Close"/> at most, in milliseconds.</summary>
    private const int LookUpEvery = 50;

    private volatile bool _isClosing;
    private bool _hasRead;

    /// <summary>Raised on the reading thread when keys have been put into the queue of the loop.</summary>
    internal event Action? Arrived;

    /// <summary>Lets the reading thread end. Call it before the application is disposed, which waits for that thread.</summary>
    internal void Close() => _isClosing = true;

    public override bool Peek()
    {
        if (_hasRead)
        {
            // The library asks again after it has queued all that was there.
            _hasRead = false;
            Arrived?.Invoke();
        }

        while (!_isClosing)
        {
            if (base.Peek())
            {
                _hasRead = true;
                return true;
            }

            var input = new PollDescriptor { File = StandardInput, Events = PollIn };
            _ = Poll(ref input, 1, LookUpEvery);
        }

        return false;
    }

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollDescriptor files, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        internal int File;
        internal short Events;
        internal short Returned;
    }
}
