using System.Text.Json;
using System.Text.Json.Serialization;
using Sdtp.Client;

namespace Sdtp.Tui.Chat.Settings;

/// <summary>
/// Keeps the choices about the screen in a file beside the identities. Nothing in it is secret, and the dialog that asks for a passphrase
/// has colours too, so it does not lie in the encrypted store. Whatever in it means nothing counts as never chosen.
/// </summary>
internal sealed class ScreenSettingsFile(string home)
{
    private const string Name = "screen.json";
    private const int LengthBytesMax = 4_096;

    private readonly string _path = Path.Combine(home, Name);
    private readonly Lock _gate = new();
    private Task _writing = Task.CompletedTask;

    /// <summary>Reads the file; reads the disk.</summary>
    internal ScreenSettings Read()
    {
        BlockingCalls.Announce("The settings of the screen were read");
        try
        {
            var file = new FileInfo(_path);
            if (!file.Exists || file.Length > LengthBytesMax)
            {
                return ScreenSettings.Unchosen;
            }

            var read = JsonSerializer.Deserialize(File.ReadAllText(_path), ScreenJson.Default.ScreenSettings);
            return new ScreenSettings(ScreenSettings.ThemeOf(read?.Theme), ScreenSettings.KeysOf(read?.Keys));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            // The chat must not wait for the colours; the next choice writes the file anew.
            return ScreenSettings.Unchosen;
        }
    }

    /// <summary>Writes the choices soon, on another thread; several in the order of the calls.</summary>
    internal void Keep(ScreenSettings settings)
    {
        lock (_gate)
        {
            _writing = _writing.ContinueWith(
                _ => Write(settings), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Waits until everything is written.</summary>
    /// <exception cref="IOException">The last choices could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">As before: the folder is not ours.</exception>
    internal Task KeptAsync()
    {
        lock (_gate)
        {
            return _writing;
        }
    }

    private void Write(ScreenSettings settings)
    {
        BlockingCalls.Announce("The settings of the screen were written");

        // Under a name of its own: programs of several identities may keep their choices at once.
        var fresh = Path.Combine(home, $"{Name}.{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Directory.CreateDirectory(home);
        using (var file = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(file, settings, ScreenJson.Default.ScreenSettings);
        }

        File.Move(fresh, _path, overwrite: true);
    }
}

[JsonSerializable(typeof(ScreenSettings))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
internal sealed partial class ScreenJson : JsonSerializerContext;
