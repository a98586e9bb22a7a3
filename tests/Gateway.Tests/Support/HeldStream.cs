namespace Sdtp.Gateway.Tests.Support;

/// <summary>A stream whose writes a test lets go on one by one.</summary>
internal sealed class HeldStream : Stream
{
    private readonly SemaphoreSlim _writing = new(0);
    private readonly SemaphoreSlim _go = new(0);
    private bool _fails;

    public List<byte[]> Writes { get; } = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public Task WritingAsync() => _writing.WaitAsync(TestContext.Current.CancellationToken);

    public void Continue() => _go.Release();

    public void Fail()
    {
        _fails = true;
        _go.Release();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Writes.Add(buffer.ToArray());
        _writing.Release();
        await _go.WaitAsync(cancellationToken);
        if (_fails)
        {
            throw new IOException("The client is gone.");
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _writing.Dispose();
        _go.Dispose();
        base.Dispose(disposing);
    }
}
