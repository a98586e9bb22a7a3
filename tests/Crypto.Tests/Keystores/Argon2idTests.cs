using Sdtp.Crypto.Keystores;
using Xunit;

namespace Sdtp.Crypto.Tests.Keystores;

/// <summary>Known answers of the reference implementation (phc-winner-argon2, src/test.c, version 0x13).</summary>
public sealed class Argon2idTests
{
    [Theory]
    [InlineData(2, 256, 1, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe")]
    [InlineData(2, 256, 2, "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037")]
    [InlineData(2, 65_536, 1, "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7")]
    public void Key_is_the_known_answer(int iterations, int memoryKiB, int parallelism, string expected)
    {
        var key = new byte[32];

        Argon2id.DeriveKey(
            "password", "somesalt"u8, new KdfParameters { MemoryKiB = memoryKiB, Iterations = iterations, Parallelism = parallelism }, key);

        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }
}
