using System.Formats.Asn1;
using System.Security.Cryptography;
using Sdtp.Crypto.Primitives;

namespace Sdtp.Crypto.Identities;

/// <summary>
/// The strict reader of PKCS#8 (RFC 5208, RFC 5915). The runtime's own import takes explicit curve parameters, wrong cofactors and
/// trailing bytes; this one takes the named curve, DER, and nothing else.
/// </summary>
internal static class Pkcs8PrivateKey
{
    private const string EcPublicKeyOid = "1.2.840.10045.2.1";
    private const string P256Oid = "1.2.840.10045.3.1.7";
    private const string Label = "PRIVATE KEY";
    private const string Advice = "Give an unencrypted PKCS#8 file with a P-256 key (openssl pkcs8 -topk8 -nocrypt writes one).";

    internal static byte[] ReadScalar(ReadOnlySpan<byte> der, out byte[]? statedPoint)
    {
        var copy = der.ToArray();
        try
        {
            return ReadPrivateKeyInfo(copy, out statedPoint);
        }
        catch (AsnContentException)
        {
            throw new KeyFormatException($"The bytes are not a well-formed PKCS#8 private key. {Advice}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    internal static byte[] ReadPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            throw new KeyFormatException($"No PEM block was found. {Advice}");
        }

        var label = pem[fields.Label];
        if (label != Label)
        {
            throw new KeyFormatException($"The file holds a block named {label}, not {Label}. {Advice}");
        }

        if (!IsBlank(pem[..fields.Location.Start]) || !IsBlank(pem[fields.Location.End..]))
        {
            throw new KeyFormatException($"The file holds more than one {Label} block. {Advice}");
        }

        var der = new byte[fields.DecodedDataLength];
        return Convert.TryFromBase64String(pem[fields.Base64Data], der, out var written) && written == der.Length
            ? der
            : throw new KeyFormatException($"The PEM block is not valid base64. {Advice}");
    }

    internal static string WritePem(ReadOnlySpan<byte> der) => PemEncoding.WriteString(Label, der) + "\n";

    private static byte[] ReadPrivateKeyInfo(byte[] der, out byte[]? statedPoint)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();

        var version = info.ReadInteger();
        var algorithm = info.ReadSequence();
        if (version != 0 || algorithm.ReadObjectIdentifier() != EcPublicKeyOid)
        {
            throw new KeyFormatException($"The key is not an elliptic-curve key. {Advice}");
        }

        // Explicit parameters could name P-256 with a generator or cofactor of the forger's choice.
        if (!algorithm.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier) || algorithm.ReadObjectIdentifier() != P256Oid)
        {
            throw new KeyFormatException($"The key is not on the named curve P-256. {Advice}");
        }

        algorithm.ThrowIfNotEmpty();
        var privateKey = info.ReadOctetString();
        if (info.HasData)
        {
            info.ReadSetOf(new Asn1Tag(TagClass.ContextSpecific, 0));
        }

        info.ThrowIfNotEmpty();
        try
        {
            return ReadEcPrivateKey(privateKey, out statedPoint);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    private static byte[] ReadEcPrivateKey(byte[] der, out byte[]? statedPoint)
    {
        statedPoint = null;
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var key = outer.ReadSequence();
        outer.ThrowIfNotEmpty();

        var version = key.ReadInteger();
        var scalar = key.ReadOctetString();
        if (version != 1 || !P256Scalar.IsValid(scalar))
        {
            throw new KeyFormatException($"The private key is not a number of 32 bytes below the order of P-256. {Advice}");
        }

        var parametersTag = new Asn1Tag(TagClass.ContextSpecific, 0);
        if (key.HasData && key.PeekTag().HasSameClassAndValue(parametersTag))
        {
            var parameters = key.ReadSequence(parametersTag);
            if (parameters.ReadObjectIdentifier() != P256Oid)
            {
                throw new KeyFormatException($"The key names two different curves. {Advice}");
            }

            parameters.ThrowIfNotEmpty();
        }

        if (key.HasData)
        {
            var point = key.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 1));
            statedPoint = point.ReadBitString(out var unusedBits);
            point.ThrowIfNotEmpty();
            if (unusedBits != 0)
            {
                throw new KeyFormatException($"The public key in the file is not whole bytes. {Advice}");
            }
        }

        key.ThrowIfNotEmpty();
        return scalar;
    }

    private static bool IsBlank(string text) => string.IsNullOrWhiteSpace(text);
}
