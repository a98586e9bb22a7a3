namespace Sdtp.Admin.Backup;

/// <summary>What a backup holds.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Bytes">Bytes of the database.</param>
/// <param name="ServerId">The relay's identifier, as the copy has it.</param>
/// <param name="Fingerprint">What clients have pinned, or null where the relay's certificate is kept elsewhere.</param>
internal sealed record BackupReport(string Folder, long Bytes, string ServerId, string? Fingerprint);
