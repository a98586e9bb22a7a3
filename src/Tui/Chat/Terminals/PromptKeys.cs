using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Terminal.Gui.Drivers;

namespace Sdtp.Tui.Chat.Terminals;

/// <summary>
/// Keys from a Unix terminal without a delay. The library looks for keys every 20 ms, and nothing wakes its loop when there is one; here
/// the reading thread sleeps in the kernel until there is a key, and says so. It also reads them itself: the library decodes each 256 bytes
/// on their own, which spoils every character that lies across.
/// </summary>
internal sealed class PromptKeys : AnsiInput
{
    private const int StandardInput = 0;
    private const short PollIn = 0x01;
    private const short PollHangUp = 0x10;

    /// <summary>How long the reading thread outlives <see cref="Close"/> at most, in milliseconds.</summary>
    private const int LookUpEvery = 50;

    private readonly FileStream _input = new(new SafeFileHandle(StandardInput, ownsHandle: false), FileAccess.Read, bufferSize: 0);
    private readonly byte[] _bytes = new byte[4_096];
    private readonly TypedText _typed = new();
    private volatile bool _isClosing;
    private bool _hasRead;
    private bool _hasHungUp;

    /// <summary>Raised on the reading thread when keys have been put into the queue of the loop.</summary>
    internal event Action? Arrived;

    public override void Dispose()
    {
        base.Dispose();
        _input.Dispose();
    }

    /// <summary>
    /// Raised once on the reading thread when the terminal has gone. Whoever started the program in a session of its own is sent no signal
    /// then, and a terminal that has gone always has something to read: the thread would race, and the program never end.
    /// </summary>
    internal event Action? HungUp;

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
            if (IsInputThere(LookUpEvery) && base.Peek())
            {
                _hasRead = true;
                return true;
            }
        }

        return false;
    }

    public override IEnumerable<char> Read()
    {
        while (IsInputThere(0) && ReadMore() is { Length: > 0 } typed)
        {
            foreach (var letter in typed)
            {
                yield return letter;
            }
        }
    }

    private string ReadMore()
    {
        try
        {
            return _typed.Read(_bytes.AsSpan(0, _input.Read(_bytes)));
        }
        catch (IOException)
        {
            // The terminal is gone, and the program ends.
            return "";
        }
    }

    private bool IsInputThere(int waitMs)
    {
        var input = new PollDescriptor { File = StandardInput, Events = PollIn };
        var isThere = Poll(ref input, 1, waitMs) > 0 && (input.Returned & PollIn) != 0;
        if ((input.Returned & PollHangUp) == 0)
        {
            return isThere;
        }

        if (!_hasHungUp)
        {
            _hasHungUp = true;
            HungUp?.Invoke();
        }

        // No file is looked at, so this only waits.
        var none = new PollDescriptor { File = -1 };
        _ = Poll(ref none, 1, waitMs);
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
