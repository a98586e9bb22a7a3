using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Sdtp.Crypto.Keystores;

/// <summary>Argon2id version 1.3 (RFC 9106) over the UTF-8 bytes of a passphrase, exactly as typed.</summary>
internal static class Argon2id
{
    internal static void DeriveKey(string passphrase, ReadOnlySpan<byte> salt, KdfParameters kdf, byte[] key)
    {
        if (!kdf.IsWithinLimits)
        {
            throw new ArgumentOutOfRangeException(nameof(kdf), kdf, "The Argon2id parameters are outside their limits.");
        }

        var password = Encoding.UTF8.GetBytes(passphrase);
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13)
            .WithMemoryAsKB(kdf.MemoryKiB)
            .WithIterations(kdf.Iterations)
            .WithParallelism(kdf.Parallelism)
            .WithSalt(salt.ToArray())
            .Build();
        try
        {
            var generator = new Argon2BytesGenerator();
            generator.Init(parameters);
            generator.GenerateBytes(password, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }
}
