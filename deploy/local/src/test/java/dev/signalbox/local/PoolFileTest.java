package dev.signalbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.local.plan.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolFileTest {
  private static final Ports MOVED =
      new Ports(18080, 18081, 18082, 18083, 18089, 19092, 19093, 15432);
  @TempDir private Path folder;

  @Test
  void shouldUseTheUsersOwnFileWithTheUsualPorts() {
    PoolFile pool = new PoolFile(Path.of("pool.yaml"), folder.resolve("copy"), Ports.DEFAULT, true);

    assertThat(pool.used()).isEqualTo(Path.of("pool.yaml"));
    assertThat(pool.isCopied()).isFalse();
  }

  @Test
  void shouldMoveLocalAddressesAndCarryEditsOver() throws IOException {
    // given
    Path source = folder.resolve("pool.yaml");
    Files.writeString(source, "address: 127.0.0.1:8082\nbaseUrl: http://127.0.0.1:8089/v1\n");
    PoolFile pool = new PoolFile(source, folder.resolve("copy.yaml"), MOVED, true);

    // when
    pool.refresh();

    // then
    assertThat(pool.used())
        .hasContent("address: 127.0.0.1:18082\nbaseUrl: http://127.0.0.1:18089/v1\n");

    // when
    Files.writeString(source, "address: 127.0.0.1:8082\nbaseUrl: https://api.openai.com/v1\n");
    pool.refresh();

    // then
    assertThat(pool.used())
        .hasContent("address: 127.0.0.1:18082\nbaseUrl: https://api.openai.com/v1\n");
  }
}
