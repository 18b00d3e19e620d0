package dev.signalbox.ingress.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.local.LocalChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeparturesTest {
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Channel one = new LocalChannel();
  private final Channel two = new LocalChannel();

  /** What reaches the sockets; touched by the loop alone. */
  private final List<String> seen = new ArrayList<>();

  private Runnable whenTwoSends = () -> {};

  @BeforeEach
  void connect() throws Exception {
    loop.register(one).get(30, TimeUnit.SECONDS);
    loop.register(two).get(30, TimeUnit.SECONDS);
    onLoop(
        () -> {
          Departures.of(one);
          Departures.of(two);
          one.pipeline().addFirst(new Socket("one"));
          two.pipeline().addFirst(new Socket("two"));
        });
  }

  @AfterEach
  void stop() {
    var unused = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @Test
  void shouldSendForAllOnceTheLoopHasLookedAtEverything() throws Exception {
    // when
    List<String> meanwhile =
        onLoop(
            () -> {
              write(one, "a");
              write(two, "b");
              write(one, "c");
            });

    // then
    assertThat(meanwhile).containsExactly("one a", "two b", "one c");
    assertThat(onLoop(() -> {}))
        .containsExactly("one a", "two b", "one c", "one sends", "two sends");
  }

  @Test
  void shouldSendLaterWhatIsWrittenWhileItSends() throws Exception {
    // given
    onLoop(() -> whenTwoSends = () -> write(one, "b"));

    // when
    onLoop(() -> write(two, "a"));
    onLoop(() -> {});

    // then
    assertThat(onLoop(() -> {})).containsExactly("two a", "two sends", "one b", "one sends");
  }

  @Test
  void shouldSendBeforeItCloses() throws Exception {
    // when
    List<String> meanwhile =
        onLoop(
            () -> {
              write(one, "a");
              var unused = one.close();
            });

    // then
    assertThat(meanwhile).containsExactly("one a", "one sends", "one closes");
    assertThat(onLoop(() -> {})).isEqualTo(meanwhile);
  }

  @Test
  void shouldSendWhenItIsTakenAway() throws Exception {
    // when
    List<String> meanwhile =
        onLoop(
            () -> {
              write(one, "a");
              one.pipeline().remove(Departures.class);
            });

    // then
    assertThat(meanwhile).containsExactly("one a", "one sends");
  }

  private static void write(Channel channel, String text) {
    var unused = channel.writeAndFlush(text);
  }

  /** What was seen right after {@code work}, before the loop does anything else. */
  private List<String> onLoop(Runnable work) throws Exception {
    return loop.submit(
            () -> {
              work.run();
              return List.copyOf(seen);
            })
        .get(30, TimeUnit.SECONDS);
  }

  /** Stands for a socket: says what comes to it. */
  private final class Socket extends ChannelOutboundHandlerAdapter {
    private final String name;

    Socket(String name) {
      this.name = name;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      seen.add(name + " " + message);
      var unused = promise.setSuccess();
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      seen.add(name + " sends");
      if (name.equals("two")) {
        whenTwoSends.run();
      }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
      seen.add(name + " closes");
      var unused = context.close(promise);
    }
  }
}
