using Microsoft.ML.Runtime;

namespace MLNetContract.Tests;

public class LogTests
{
    [Fact]
    public void MessagesNameTheHostAndTheChannel()
    {
        var ml = new MLContext(1);
        var messages = new List<LoggingEventArgs>();
        ml.Log += (sender, message) =>
        {
            Assert.Same(ml, sender);
            messages.Add(message);
        };
        IHost host = ((IHostEnvironment)ml).Register("SlicedOT");
        using (IChannel channel = host.Start("Fit"))
        {
            channel.Info(MessageSensitivity.None, "plain {0}");
            channel.Warning(MessageSensitivity.None, "formatted {0}", 3);
            channel.Trace(MessageSensitivity.None, "traced");
            channel.Error(MessageSensitivity.None, "failed");
        }

        Assert.All(messages, m => Assert.Equal("SlicedOT; Fit", m.Source));
        Assert.Equal(
            [
                (ChannelMessageKind.Trace, "Channel started"),
                (ChannelMessageKind.Info, "plain {0}"),
                (ChannelMessageKind.Warning, "formatted 3"),
                (ChannelMessageKind.Trace, "traced"),
                (ChannelMessageKind.Error, "failed"),
                (ChannelMessageKind.Trace, "Channel disposed")
            ],
            messages.Where(m => !m.RawMessage.StartsWith("Channel finished. Elapsed", StringComparison.Ordinal))
                .Select(m => (m.Kind, m.RawMessage)));
        Assert.Equal("[Source=SlicedOT; Fit, Kind=Info] plain {0}", messages[1].Message);
    }

    [Fact]
    public void NestedHostsNameTheirGrandparents()
    {
        var ml = new MLContext();
        var sources = new HashSet<string>();
        ml.Log += (_, message) => sources.Add(message.Source);
        IHost a = ((IHostEnvironment)ml).Register("A");
        a.Register("B").Start("one").Dispose();
        a.Register("B").Register("C").Start("two").Dispose();
        ((IHostEnvironment)ml).Start("three").Dispose();
        Assert.Equal(["B; one", "A; C; two", "three"], sources);
    }

    [Fact]
    public void HostsOfOneSeedGiveTheSameNumbers()
    {
        static int Draw() => ((IHostEnvironment)new MLContext(5)).Register("A").Rand.Next();
        Assert.Equal(Draw(), Draw());
        Assert.Equal(
            ((IHostEnvironment)new MLContext(1)).Register("A", seed: 7).Rand.Next(),
            ((IHostEnvironment)new MLContext(2)).Register("A", seed: 7).Rand.Next());
    }

    [Fact]
    public void ProgressChannelsAcceptProgress()
    {
        using IProgressChannel channel = ((IHostEnvironment)new MLContext()).Register("A").StartProgressChannel("Fit");
        channel.SetHeader(new ProgressHeader(["loss"], ["rows"]), entry => entry.SetProgress(0, 1));
        channel.Checkpoint(1.0, null);
    }
}
